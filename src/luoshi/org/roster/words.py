"""The words that offices use for roles. Data, no rules."""

from __future__ import annotations

from luoshi.base.rights.rules.rights import Role

# What people write in the role column. CHIEF is a leader in a root unit, else the head of the unit.
CHIEF = ["主要领导", "主要负责人", "主要负责同志", "一把手", "单位负责人", "负责人", "党政主要领导"]
_ROLES: dict[Role, str] = {
    Role.ADMINISTRATOR: "管理员 系统管理员 单位管理员 administrator admin",
    Role.SUPERVISOR: "督查员 督查人员 督查专员 督办员 督查 督查干部 督查室 督查科 supervisor",
    Role.LEADER: "领导 分管领导 主管领导 县领导 市领导 区领导 镇领导 局领导 班子成员 leader",
    Role.HEAD: "单位主要负责人 部门负责人 科室负责人 head unithead",
    Role.CLERK: "联络员 经办人 经办 经办人员 干事 科员 工作人员 单位联络员 填报员 信息员 clerk unitclerk",
    Role.COLLECTOR: "采集员 采集人员 统计员 数据员 collector",
    Role.OUTSIDE: "外部人员 专家 企业人员 外单位人员 outside outsideperson",
    Role.AUDITOR: "审计员 审计人员 安全审计员 系统审计员 auditor",
}
ROLE_OF: dict[str, Role] = {word: role for role, words in _ROLES.items() for word in words.split()}
# Shown if a word is unknown.
EXAMPLES = "管理员、督查员、分管领导、主要领导、联络员、采集员、审计员、外部人员"

LONGEST = {"unit": 120, "name": 50, "phone": 30, "email": 120, "title": 60, "role": 30, "fields": 200, "username": 60}
