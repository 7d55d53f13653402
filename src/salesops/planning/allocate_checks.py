"""Everything that keeps a plan from being broken down, found before anything is computed."""

from collections.abc import Iterator, Sequence
from itertools import chain

from salesops.kernel.problem import Problem
from salesops.planning import allocate_words as w
from salesops.planning.allocate_bounds import own_bounds, taken
from salesops.planning.allocate_plan import Mix, Plan
from salesops.planning.goal import goal_problems
from salesops.planning.tree import Node, told, tree_problems

NAMED = 5


def plan_problems(plan: Plan) -> list[Problem]:
    """All that is wrong with a plan, all at once, each with its node; warnings among them.

    Conflicts between amounts are looked for once the nodes are one tree with sound weights.
    """
    found = [*goal_problems([plan.goal]), *tree_problems(plan.nodes)]
    found += chain.from_iterable(_of_node(plan, node) for node in plan.nodes)
    found += _of_mix("", plan.mix)
    if not any(problem.severity == "error" for problem in found):
        found += _of_weights(plan)
        found += _of_lines(plan)
    if not any(problem.severity == "error" for problem in found):
        found += _of_amounts(plan)
    return found


def _of_node(plan: Plan, node: Node) -> Iterator[Problem]:
    for metric, value in node.weights.items():
        if value is not None and value < 0:
            yield told(w.NEGATIVE_WEIGHT, node, metric=metric, amount=value)
        elif value == 0 and metric in plan.inverse:
            yield told(w.ZERO_INVERSE, node, metric=metric)
    if node.mix is not None:
        yield from _of_mix(node.name, node.mix)
    yield from _of_own_amounts(plan, node)
    yield from _of_limits(plan, node)
    yield from _of_season(plan, node)
    yield from _of_products(plan, node)


def _of_mix(name: str, mix: Mix) -> Iterator[Problem]:
    if not mix or min(mix.values()) < 0 or not any(mix.values()):
        yield Problem(w.NO_MIX, values={"node": name})


def _of_own_amounts(plan: Plan, node: Node) -> Iterator[Problem]:
    money = plan.goal.money
    named = (("pin", node.pin), ("floor", node.floor), ("cap", node.cap))
    for what, units in named:
        if units is not None and units < 0:
            yield told(w.NEGATIVE_AMOUNT, node, what=what, amount=money(units))
    low, high = node.floor or 0, plan.goal.amount if node.cap is None else node.cap
    if node.cap is not None and low > high:
        yield told(w.FLOOR_ABOVE_CAP, node, floor=money(low), cap=money(high))
    if not node.is_open and (node.pin or node.floor):
        yield told(w.PIN_BEHIND_GATE, node, pin=money(node.pin or node.floor or 0))
    if node.pin is None:
        return
    if node.pin > plan.goal.amount:
        yield told(w.PIN_ABOVE_GOAL, node, pin=money(node.pin), goal=money(plan.goal.amount))
    elif not low <= node.pin <= high:
        yield told(w.PIN_OUTSIDE, node, pin=money(node.pin), floor=money(low), cap=money(high))
    if node.parent is None and node.pin != plan.goal.amount:
        yield told(w.ROOT_PINNED, node, pin=money(node.pin), goal=money(plan.goal.amount))


def _of_limits(plan: Plan, node: Node) -> Iterator[Problem]:
    """What is wrong with the limits of a node's single months and lines, each by itself."""
    goal, money = plan.goal, plan.goal.money
    for limit in node.limits:
        is_known = limit.product in goal.products if limit.product else limit.period is not None
        if not is_known or not 0 <= (limit.period or 0) < goal.periods:
            cell = limit.product or str(limit.period)
            yield told(w.UNKNOWN_LIMIT, node, cell=cell)
            continue
        cell = limit.product or goal.label(limit.period or 0)
        named = (("pin", limit.pin), ("floor", limit.floor), ("cap", limit.cap))
        for what, units in named:
            if units is not None and units < 0:
                yield told(w.NEGATIVE_AMOUNT, node, what=f"{cell} {what}", amount=money(units))
        low, high = limit.floor or 0, goal.amount if limit.cap is None else limit.cap
        if limit.cap is not None and low > high:
            yield told(w.FLOOR_ABOVE_CAP, node, floor=money(low), cap=money(high))
        elif limit.pin is not None and not low <= limit.pin <= high:
            values = {"pin": money(limit.pin), "floor": money(low), "cap": money(high)}
            yield told(w.PIN_OUTSIDE, node, **values)


def _of_season(plan: Plan, node: Node) -> Iterator[Problem]:
    season = node.season
    if season is None:
        return
    if len(season) > plan.goal.periods:
        yield told(w.SEASON_LENGTH, node, count=len(season), periods=plan.goal.periods)
        return
    missing = []
    for period in range(plan.goal.periods):
        index = season[period] if period < len(season) else None
        if index is None:
            missing.append(plan.goal.label(period))
        elif index < 0:
            yield told(w.NEGATIVE_SEASON, node, period=plan.goal.label(period))
    if missing:
        yield told(w.SEASON_MISSING, node, periods=", ".join(missing))
    if season and all(index == 0 for index in season):
        yield told(w.ZERO_SEASON, node)


def _of_products(plan: Plan, node: Node) -> Iterator[Problem]:
    if node.products is None:
        return
    known = plan.goal.products
    for product in node.products:
        if product not in known:
            yield told(w.UNKNOWN_PRODUCT, node, product=product, products=", ".join(known))
    if not any(node.products.values()) or min(node.products.values()) < 0:
        yield told(w.BAD_PRODUCTS, node)


def _of_lines(plan: Plan) -> Iterator[Problem]:
    """Nodes whose amount is to be split by line without anybody having said how."""
    if not plan.goal.products:
        return
    has: list[bool] = []
    for node, parent in zip(plan.tree.nodes, plan.tree.parents, strict=True):
        has.append(node.products is not None or (parent >= 0 and has[parent]))
    for place in plan.tree.leaves:
        if not has[place]:
            yield told(w.BAD_PRODUCTS, plan.tree.nodes[place])


def _of_weights(plan: Plan) -> Iterator[Problem]:
    """Families that have something to share out, and nobody with a weight above 0."""
    funded = _funded(plan)
    for place, below in enumerate(plan.tree.children):
        shared, node = plan.shares[place], plan.tree.nodes[place]
        children = [plan.tree.nodes[child] for child in below]
        free = [child for child in children if child.is_open and child.pin is None]
        if shared is None or not free:
            continue
        used = [metric for metric, part in plan.mixes[place].items() if part]
        if not funded[place]:
            if node.is_open and _says_zero(plan, place, used):
                yield told(w.ZERO_FAMILY, node, metrics=", ".join(used))
            continue
        answers = {metric: [plan.answers[metric][child] for child in below] for metric in used}
        if not any(shared.mixed):
            is_silent = all(a is None for told_ in answers.values() for a in told_)
            wording = w.NO_WEIGHTS if is_silent else w.ZERO_WEIGHTS
            yield told(wording, node, metrics=", ".join(used))
            continue
        for metric in used:
            if metric not in shared.counted and any(a == 0 for a in answers[metric]):
                yield told(w.ZERO_METRIC, node, metric=metric)


def _says_zero(plan: Plan, place: int, used: Sequence[str]) -> bool:
    """Whether a team stands at nothing since all below it answered 0, and nobody said it should."""
    below = plan.tree.children[place]
    own = plan.tree.nodes[place].weights
    is_told = any(own.get(metric) is not None for metric in used)
    answers = [plan.answers[metric][child] for metric in used for child in below]
    return not is_told and bool(answers) and all(answer == 0 for answer in answers)


def _funded(plan: Plan) -> list[bool]:
    """Which nodes can come by an amount: by a share of one above, or because somebody said so."""
    tree = plan.tree
    found: list[bool] = []
    for place, (node, parent) in enumerate(zip(tree.nodes, tree.parents, strict=True)):
        shared = plan.shares[parent] if parent >= 0 else None
        has_share = shared is None or (found[parent] and shared.mixed[tree.numbers[place]] > 0)
        told_so = bool(node.pin or node.floor)
        found.append(node.is_open and (told_so or (has_share and node.pin is None)))
    return found


def _of_amounts(plan: Plan) -> Iterator[Problem]:
    """Pins, floors, caps and gates that contradict the amount of a node above them.

    Whoever stands below a contradiction already told is judged by what was said of it alone.
    """
    tree, amount = plan.tree, plan.goal.amount
    for place, below in enumerate(tree.children):
        if not below:
            continue
        low, high = (amount, amount) if place == 0 else own_bounds(tree, place, amount)
        must = sum(plan.within.least[child] for child in below)
        can = sum(taken(tree, place, plan.within.least, plan.within.most, plan.shares))
        if must > high:
            yield _too_much(plan, place, high, must)
        elif can < low:
            yield _too_little(plan, place, low, can)


def _too_much(plan: Plan, place: int, high: int, must: int) -> Problem:
    tree, money = plan.tree, plan.goal.money
    pins = sum(tree.nodes[child].pin or 0 for child in tree.children[place])
    values = {"amount": money(high), "below": money(must), "excess": money(must - high)}
    return told(w.PINS_ABOVE if pins > high else w.FLOORS_ABOVE, tree.nodes[place], **values)


def _too_little(plan: Plan, place: int, low: int, can: int) -> Problem:
    tree, money = plan.tree, plan.goal.money
    children = [tree.nodes[child] for child in tree.children[place]]
    shut = all(not child.is_open for child in children)
    values = {
        "amount": money(low), "below": money(can), "excess": money(low - can),
        "nodes": _names(children),
    }  # fmt: skip
    return told(w.GATE_STRANDS if shut else w.CAPS_BELOW, tree.nodes[place], **values)


def _names(nodes: Sequence[Node]) -> str:
    shown = ", ".join(node.name for node in nodes[:NAMED])
    return f"{shown} …" if len(nodes) > NAMED else shown
