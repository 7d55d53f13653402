"""What can be wrong with a change to regions and products."""

from salesops.kernel.problem import Wording

NAME_NEEDED = Wording(
    "needed", zh=("名称不能为空", "请填写名称"), en=("A name is needed.", "Fill it in"),
)  # fmt: skip
NO_SUCH_REGION = Wording(
    "no_such_region",
    zh=("没有编号为“{id}”的区域", "请从区域列表中选择"),
    en=('There is no region with the id "{id}".', "Choose one from the list of regions"),
)
NO_SUCH_PRODUCT = Wording(
    "no_such_product",
    zh=("没有编号为“{id}”的产品", "请从产品列表中选择"),
    en=('There is no product with the id "{id}".', "Choose one from the list of products"),
)
REGION_CIRCLE = Wording(
    "region_circle",
    zh=("区域“{name}”不能归到自己的下级", "请选择另一个上级区域"),
    en=('"{name}" cannot be part of a region that is part of it.', "Choose another region"),
)
