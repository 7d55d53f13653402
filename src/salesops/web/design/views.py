"""Pages of the design itself: the gallery of components, the finder, the chart bundle."""

from decimal import Decimal

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from salesops.kernel.problem import Problem, Where, Wording
from salesops.reports.document import Cell, Comparison, Tile
from salesops.reports.render.html import stylesheet
from salesops.web.design import bundle
from salesops.web.design.components import Bullet
from salesops.web.design.finder import found
from salesops.web.language import spoken

SHOWN_PROBLEM = Wording(
    "unknown_customer",
    zh=("客户编号 {value} 不在客户表中。", "先导入该客户,或改正编号后重新导入。"),
    en=("There is no customer {value}.", "Import the customer first, or correct the id."),
)
SHOWN_WARNING = Wording(
    "amount_rounded",
    zh=("金额多于四位小数。", "已四舍五入到四位;核对来源系统的导出设置。"),
    en=("The amount has more than four decimals.", "It was rounded; check the export settings."),
    severity="warning",
)
SHOWN_CHART = {
    "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
    "data": {"values": [
        {"name": "华东", "value": 4210}, {"name": "华南", "value": 3180},
        {"name": "华北", "value": 2904}, {"name": "西南", "value": 1610},
    ]},
    "mark": {"type": "bar", "height": 14, "cornerRadiusEnd": 2},
    "encoding": {
        "y": {"field": "name", "type": "nominal", "sort": None, "title": None},
        "x": {"field": "value", "type": "quantitative", "title": None},
    },
    "height": 120,
}  # fmt: skip


@login_required
@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component once, without data: also what a visual test looks at."""
    trend = tuple(Decimal(v) for v in (62, 58, 71, 69, 75, 80, 74, 83, 88, 79, 92, 96))
    up = Cell("+12.4%", Decimal("0.124"), "change", "+12.4037%", "good")
    down = Cell("−3.1 百分点", Decimal("-0.031"), "points", None, "bad")
    tiles = [
        Tile("净销售额", Cell("¥1.28 亿", exact="¥128,034,551.20"),
             (Comparison("同比 2025", up),), trend),
        Tile("达成率", Cell("96.4%"), (Comparison("同比", down),), tuple(reversed(trend))),
        Tile("毛利率", Cell("31.2%"), (), trend[:1], "去年无数据"),
        Tile("本季度华东及华南两大区重点客户含税净销售额", Cell("¥1,234,567.8 万"),
             (Comparison("环比 2026-10", up),), trend),
    ]  # fmt: skip
    bullets = [
        Bullet("华东", "103.2%", "103.21%", 1.032, 1.0, 0.88, detail="+¥320 万"),
        Bullet("华南", "91.0%", "91.02%", 0.91, 1.0, 0.88),
        Bullet(
            "一个名字特别特别长的销售大区", "64.5%", "64.48%", 0.645, 1.0, 0.88, detail="−¥1,024 万"
        ),
    ]
    problems = [
        Problem(SHOWN_PROBLEM, Where("orders.csv", None, 1024, "客户编号", "C-0091")),
        Problem(SHOWN_WARNING, Where("orders.csv", None, 2048, "金额", "12.34567")),
    ]
    heat = [("上海", [92, 104, 118, 99]), ("江苏", [71, 84, 96, 101]), ("浙江", [122, 96, 88, 64])]
    return render(
        request,
        "design/gallery.html",
        {
            "shown_tiles": tiles, "shown_bullets": bullets, "shown_problems": problems,
            "shown_chart": SHOWN_CHART, "shown_trend": trend,
            "heat": [(name, [(v, _heat_step(v)) for v in row]) for name, row in heat],
            "greys": range(9),
        },
    )  # fmt: skip


def _heat_step(percent: int) -> int:
    """Five steps by distance from target, which is 100."""
    return 1 + sum(percent >= edge for edge in (70, 90, 105, 115))


@login_required
@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """What the finder found, as the list it shows."""
    groups = found(request.user, request.GET.get("q", "").strip(), spoken())
    return render(request, "design/parts/found.html", {"groups": groups})


@require_GET
def vega_bundle(request: HttpRequest) -> HttpResponse | FileResponse:
    """The chart library, made once from the installed package."""
    response = FileResponse(
        bundle.path(settings.SALESOPS_HOME / "cache").open("rb"), content_type="text/javascript"
    )
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@require_GET
def report_styles(request: HttpRequest) -> HttpResponse:
    """The rules of a report inside a page, the same that a report on its own carries."""
    response = HttpResponse(stylesheet(), content_type="text/css; charset=utf-8")
    response["Cache-Control"] = "private, max-age=3600"
    return response
