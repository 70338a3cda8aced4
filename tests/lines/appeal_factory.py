"""Appeals for tests, filed by the supervisor; these lines count with the line's own."""

from luoshi.desk.bulk.actions.bulk import begin_many
from luoshi.kernel.kinds.registry import get_kind
from office import NOW


def rows(office, count, **more):
    given = {"words": "周末孩子没有去处", "channel": "hotline", "speaker": "王小明", "contact": "13800138000"}
    given |= {"unit": str(office.units["desk"].pk), **more}
    return [{"title": f"建议增设科普活动室（{number}）", **given} for number in range(1, count + 1)]


def filed(office, count, at=NOW, **more):
    return begin_many(get_kind("appeals"), office.actor("supervisor"), rows(office, count, **more), at=at)


def appeal(office, **more):
    return filed(office, 1, **{"title": "建议增设科普活动室", "contact": "", **more})[0]
