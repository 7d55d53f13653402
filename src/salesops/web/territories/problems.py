"""What can be wrong with a proposal of territories, and with a map of regions."""

from salesops.kernel.problem import Wording

NOBODY = Wording(
    "territories_nobody",
    zh=("团队“{team}”里今天没有可分配客户的人", "请选择另一个团队"),
    en=('Nobody in the team "{team}" can be given customers today.', "Choose another team"),
)
NO_CUSTOMERS = Wording(
    "territories_no_customers",
    zh=("团队“{team}”的人没有客户", "请先导入或分配客户"),
    en=('The people of the team "{team}" have no customers.', "Import or assign some first"),
)
TOO_MANY = Wording(
    "territories_too_many",
    zh=("共有 {count} 个客户，一次最多平衡 {most} 个", "请选择更小的团队，或按区域平衡"),
    en=(
        "There are {count} customers; {most} at most can be balanced at once.",
        "Choose a smaller team, or whole regions",
    ),
)
NO_PLACES = Wording(
    "territories_no_places",
    zh=("这些客户所在的区域没有相邻关系", "请先导入区域地图（GeoJSON），或逐个客户平衡"),
    en=(
        "Nothing is known of where these customers' regions lie.",
        "Bring in a map of the regions (GeoJSON), or balance customer by customer",
    ),
)
REGIONLESS = Wording(
    "territories_regionless",
    zh=("{count} 个客户没有区域或区域不在地图上，例如“{name}”", "请补上区域，或逐个客户平衡"),
    en=(
        '{count} customers have no region on the map, such as "{name}".',
        "Give them one, or balance customer by customer",
    ),
)
FEW_REGIONS = Wording(
    "territories_few_regions",
    zh=("只有 {regions} 个区域，而有 {people} 人", "区域要比人多；请逐个客户平衡"),
    en=(
        "There are {regions} regions for {people} people.",
        "It takes more regions than people: balance customer by customer",
    ),
)
OVER_LIMIT = Wording(
    "territories_over_limit",
    zh=("让每个区域归一个人就须有 {needed} 个客户换人，超过上限 {limit}", "请提高上限"),
    en=(
        "One owner a region takes {needed} customers to new hands; {limit} are allowed.",
        "Raise the limit",
    ),
)
NOT_A_DRAFT = Wording(
    "territories_not_a_draft",
    zh=("方案“{name}”已经{status}", "请重新提出一个方案"),
    en=('The proposal "{name}" is no longer open: {status}.', "Make a new one"),
)
NO_REGION_MATCHES = Wording(
    "territories_no_region",
    zh=("地图上没有一个区域与系统里的编号或名称相同，例如“{name}”", "请使名称一致"),
    en=(
        'No region of the map is called as one of ours, such as "{name}".',
        "Make ids or names agree",
    ),
)
UNKNOWN_CHOICE = Wording(
    "territories_unknown_choice",
    zh=("{column} 不能是“{value}”", "可选：{known}"),
    en=('{column} cannot be "{value}".', "Choose one of: {known}"),
)
