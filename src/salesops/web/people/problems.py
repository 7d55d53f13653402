"""What can be wrong with a change to people, teams, users and who stands in for whom."""

from salesops.kernel.problem import Wording

NO_SUCH_PERSON = Wording(
    "no_such_person",
    zh=("没有编号为“{id}”的人员", "请从人员列表中选择"),
    en=('There is no person with the id "{id}".', "Choose one from the list of people"),
)
NO_SUCH_TEAM = Wording(
    "no_such_team",
    zh=("没有编号为“{id}”的团队", "请从团队列表中选择"),
    en=('There is no team with the id "{id}".', "Choose one from the list of teams"),
)
NO_SUCH_REGION = Wording(
    "no_such_region",
    zh=("没有编号为“{id}”的区域", "请从区域列表中选择"),
    en=('There is no region with the id "{id}".', "Choose one from the list of regions"),
)
NO_SUCH_USER = Wording(
    "no_such_user",
    zh=("没有名为“{id}”的用户", "请从用户列表中选择"),
    en=('There is no user "{id}".', "Choose one from the list of users"),
)
NO_SUCH_DELEGATION = Wording(
    "no_such_delegation",
    zh=("没有编号为“{id}”的代理", "请从代理列表中选择"),
    en=('There is no standing in with the id "{id}".', "Choose one from the list"),
)
NEEDED = Wording(
    "needed", zh=("这一项不能为空", "请填写"), en=("This is needed.", "Fill it in"),
)  # fmt: skip
WORKS_HERE_ALREADY = Wording(
    "works_here_already",
    zh=("{name} 已经在职", "要换团队或岗位，请用“调动”"),
    en=("{name} works here already.", "To change team or title, use a move"),
)
LEFT_ALREADY = Wording(
    "left_already",
    zh=("{name} 已于 {day} 离职", "如果回来工作，请重新办理入职"),
    en=("{name} left on {day}.", "If they came back, hire them again"),
)
POSITIONS_OVERLAP = Wording(
    "conflict_positions",
    zh=(
        "与 {starts_on} 至 {ends_before} 的岗位重叠",
        "一个人同一天只能在一个岗位；请换一个日期，或先更正那段岗位",
    ),
    en=(
        "This overlaps the position from {starts_on} to {ends_before}.",
        "Somebody holds one position on a day: choose another day, or correct that position first",
    ),
)
LATER_POSITION = Wording(
    "conflict_later_position",
    zh=("{starts_on} 起已另有岗位", "请选择该日或之后的日期，或先更正那段岗位"),
    en=(
        "There is another position from {starts_on} on.",
        "Choose that day or a later one, or correct that position first",
    ),
)
ENDS_BEFORE_IT_STARTS = Wording(
    "ends_before_it_starts",
    zh=("结束日期必须晚于开始日期", "请更正其中一个日期"),
    en=("The end must be later than the start.", "Correct one of the days"),
)
OWN_MANAGER = Wording(
    "own_manager",
    zh=("上级不能是本人", "请选择另一个人"),
    en=("Nobody is their own manager.", "Choose somebody else"),
)
TEAM_EXISTS = Wording(
    "conflict_team_exists",
    zh=("已有名为“{path}”的团队", "请换一个名称"),
    en=('There is already a team "{path}".', "Choose another name"),
)
SLASH_IN_NAME = Wording(
    "slash_in_name",
    zh=("团队名称不能含有“/”", "“/”用来分隔上下级团队；请换一个字符"),
    en=("A team's name cannot hold a slash.", "It stands between a team and the one above it"),
)
TEAM_CLOSED = Wording(
    "conflict_team_closed",
    zh=("团队“{name}”在 {day} 没有开放", "请选择另一个团队或日期"),
    en=('The team "{name}" is not open on {day}.', "Choose another team or day"),
)
TEAM_IN_USE = Wording(
    "conflict_team_in_use",
    zh=(
        "团队“{name}”在 {day} 之后还有 {people} 人、{teams} 个下级团队",
        "请先调动人员、关闭下级团队",
    ),
    en=(
        'From {day} on the team "{name}" still has {people} people and {teams} teams below it.',
        "Move the people and close the teams below first",
    ),
)
IN_THE_FUTURE = Wording(
    "in_the_future",
    zh=("改名不能从将来的日期开始", "请选择今天或更早的日期"),
    en=("A new name cannot start in the future.", "Choose today or an earlier day"),
)
RENAMED_LATER = Wording(
    "conflict_renamed_later",
    zh=("“{name}”这个名称从 {day} 起使用", "请选择该日或之后的日期"),
    en=('It is called "{name}" from {day} on.', "Choose that day or a later one"),
)
LAST_ADMINISTRATOR = Wording(
    "last_administrator",
    zh=("这是最后一个可以登录的管理员", "请先再添加一个管理员"),
    en=("This is the last administrator who may sign in.", "Add another administrator first"),
)
OWN_ROLE = Wording(
    "own_role",
    zh=("不能更改自己的角色，也不能停用自己", "请另一位管理员操作"),
    en=("Nobody changes their own role or shuts themselves out.", "Ask another administrator"),
)
NAME_TAKEN = Wording(
    "conflict_username",
    zh=("用户名“{name}”已被使用", "请换一个用户名"),
    en=('The user name "{name}" is taken.', "Choose another one"),
)
PERSON_HAS_USER = Wording(
    "conflict_person_has_user",
    zh=("{person} 已有用户“{user}”", "一个人只有一个用户；请更改或停用那一个"),
    en=('{person} already has the user "{user}".', "A person has one user: change that one"),
)
ROLE_NEEDS_PERSON = Wording(
    "role_needs_person",
    zh=("销售代表和销售经理必须对应一名人员", "否则看不到任何客户；请选择人员"),
    en=(
        "A rep or manager must be a person of the records.",
        "Without one they see nothing: choose the person",
    ),
)
STANDS_IN_ALREADY = Wording(
    "conflict_stands_in",
    zh=("{name} 在这段时间已经是代理人", "请更改日期，或先结束那一段"),
    en=("{name} stands in already on some of these days.", "Choose other days, or end that first"),
)
FOR_ONESELF = Wording(
    "for_oneself",
    zh=("代理人不能是本人", "请选择一位同事"),
    en=("Nobody stands in for themselves.", "Choose a colleague"),
)
NOT_HERE_THEN = Wording(
    "not_here_then",
    zh=("{name} 在这段时间没有在职", "请选择另一位同事，或更改日期"),
    en=("{name} does not work here on those days.", "Choose another colleague, or other days"),
)
OVER_ALREADY = Wording(
    "over_already",
    zh=("这段代理已经结束", "无需再做什么"),
    en=("This standing in is over already.", "There is nothing to do"),
)
TOO_LONG_AWAY = Wording(
    "too_long_away",
    zh=("一次代理最长 {days} 天", "更长的离开请移交客户"),
    en=("Nobody stands in for more than {days} days at once.", "Hand the customers over instead"),
)
LINK_WORTHLESS = Wording(
    "no_such_link",
    zh=("这个链接已失效", "每个链接只能用一次，三天内有效；请管理员重新发一个"),
    en=(
        "This link is worth nothing any more.",
        "A link works once, within three days: ask an administrator for another",
    ),
)
LINKED_ALREADY = Wording(
    "conflict_linked",
    zh=("这个 {provider} 账号不能关联：它或这个用户已有关联", "请先解除原来的关联"),
    en=(
        "This account of {provider} cannot be linked: it is linked already, or the user is.",
        "End that link first",
    ),
)
