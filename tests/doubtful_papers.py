"""Papers that as a whole deserve a doubt, each for one plain reason, and papers like them that do not."""

THINGS = ("科普馆", "示范基地", "宣传栏", "活动站")
_HEAD = "河口县科协2026年工作要点\n一、重点工作\n"

# By the doubt's code: what deserves it.
DESERVE = {
    "year_guessed": "河口县科普工作要点\n一、重点工作\n1.县科协建成科普馆3所，2024年9月底前开馆。\n"
    "2.办好讲堂，10月底前开讲。\n",
    "nothing_owed": "河口县2026年目标任务分解表\n"
    "乡镇 | 改厕（户） | 修路（公里）\n河口镇 | 40 | 4\n白鹭镇 | 30 | 5\n东江镇 | 20 | 3\n",
}
PLAIN = _HEAD + "".join(f"{n}.县科协新建{thing}{n + 2}个，9月底前建成。\n" for n, thing in enumerate(THINGS, 1))
# By the doubt's code: what looks like it and does not deserve it.
NOT = {
    "year_guessed": "河口县科普工作要点\n一、重点工作\n1.县科协建成科普馆3所，9月底前开馆。\n"
    "河口县科协\n2026年3月2日\n",
    "nothing_owed": "河口县科协2026年工作总结\n一、主要成绩\n已新建科普馆3所。\n",  # it tells what was done
}
