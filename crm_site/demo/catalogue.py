"""What the demo's company sells: six lines of goods for factories, invented."""

import random
from dataclasses import dataclass

# Told apart from the products of a real installation by this beginning, and only by it.
CODE_PREFIX = "DEMO-"


@dataclass(frozen=True, slots=True)
class ProductWords:
    """`price` is that of the list, in yuan without tax."""

    code: str
    name: str
    price: int


@dataclass(frozen=True, slots=True)
class ProductLineWords:
    """`margin` is the usual share of a price that is left; `days` from order to delivery."""

    code: str
    name: str
    name_en: str
    margin: float
    days: int
    products: tuple[ProductWords, ...]


def _line(
    code: str, name: str, name_en: str, margin: float, days: int, products: str
) -> ProductLineWords:
    made = (entry.split() for entry in products.strip().split("\n"))
    words = tuple(
        ProductWords(f"{CODE_PREFIX}{number}", f"{kind} {number}", int(price))
        for kind, number, price in made
    )
    return ProductLineWords(CODE_PREFIX + code, name, name_en, margin, days, words)


LINES = (
    _line("DRIVE", "伺服与驱动", "Servo and drives", 0.29, 18, """
伺服驱动器 SD200 3480
伺服电机 SM130 2650
变频器 VF55 4120
"""),
    _line("SENSE", "传感与检测", "Sensing and inspection", 0.36, 12, """
激光位移传感器 LD30 1860
视觉检测相机 VC500 7900
压力变送器 PT16 640
"""),
    _line("CONTROL", "控制系统", "Control systems", 0.33, 22, """
可编程控制器 PC64 5200
触摸屏 HM10 1750
边缘网关 EG8 2980
"""),
    _line("MOTION", "精密传动", "Precision motion", 0.25, 28, """
直线导轨 LG25 920
滚珠丝杠 BS32 1380
谐波减速机 HR17 2240
"""),
    _line("SPARE", "备件与耗材", "Spare parts", 0.42, 6, """
编码器线缆 CB05 86
密封组件 SK12 145
过滤芯 FC20 58
"""),
    _line("CLOUD", "设备云与服务", "Equipment cloud and service", 0.55, 10, """
设备云年费 YC1 9800
现场维保 WB4 6400
操作培训 PX2 3600
"""),
)  # fmt: skip
BY_CODE = {line.code: line for line in LINES}
CLOUD, SPARE = LINES[5], LINES[4]

# What the factories of an industry mostly buy, as places in LINES.
_MAIN = {
    "汽车零部件": (0, 3, 1), "精密模具": (3, 0, 1), "电子": (1, 0, 2), "食品机械": (2, 0, 1),
    "纺织": (0, 2, 3), "化工": (1, 2, 0), "医疗器械": (3, 1, 2), "新能源": (2, 1, 0),
    "工业自动化": (2, 3, 0), "通用机械": (3, 0, 2),
}  # fmt: skip
_HOW_MANY = {"strategic": 3, "key": 2, "potential": 2, "general": 1}


def lines_of(industry: str, tier: str, rng: random.Random) -> tuple[ProductLineWords, ...]:
    """What a customer buys, the main line first; spare parts and service with it."""
    main = [LINES[place] for place in _MAIN[industry]][: _HOW_MANY[tier]]
    others = [line for line in (SPARE, CLOUD) if rng.random() < (0.8 if len(main) > 1 else 0.4)]
    return (*main, *others)
