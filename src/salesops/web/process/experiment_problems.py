"""What can be wrong with an experiment."""

from salesops.kernel.problem import Wording

NO_SUCH_EXPERIMENT = Wording(
    "no_such_experiment",
    zh=("没有编号为“{id}”的试验", "请从试验列表中选择"),
    en=('There is no experiment with the id "{id}"', "Choose one from the list"),
)
EXPERIMENT_BEGUN = Wording(
    "experiment_begun",
    zh=("试验已经开始，设计不能再改", "先看结果会让人挑选问题；要改就结束它，另做一个"),
    en=(
        "The experiment has begun: its design stands",
        "Who has seen results would choose the question by them: end it, and design another",
    ),
)
EXPERIMENT_NOT_DRAFT = Wording(
    "experiment_not_draft",
    zh=("只有设计好而未开始的试验可以开始", "请另做一个试验"),
    en=("Only an experiment that has not begun can start", "Design another one"),
)
EXPERIMENT_NOT_RUNNING = Wording(
    "experiment_not_running",
    zh=("试验没有在进行", "只有进行中的试验可以结束"),
    en=("The experiment is not running", "Only one that runs can be ended"),
)
EFFECT_TOO_LARGE = Wording(
    "experiment_effect_too_large",
    zh=("现在的成功率加上提升超过 100%", "写较小的提升，例如 5 个百分点"),
    en=("The rate now and the improvement exceed 100%", "Expect less, for example 5 points"),
)
ANOTHER_RUNS = Wording(
    "experiment_overlaps",
    zh=("“{name}”正在同样的线索上试验", "等它结束；两个试验同时进行，话术会混在一起"),
    en=(
        '"{name}" is being tried on the same leads',
        "Wait until it ends: two at once mix their talk tracks",
    ),
)
