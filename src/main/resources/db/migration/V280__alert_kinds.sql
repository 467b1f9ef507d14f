-- An alert bears what its rule said of its kind when it was raised, so that it reads the same where the rule is of another release,
-- and names the condition because of which it holds.
alter table alert
    add kind_words    text not null default '',
    add kind_words_zh text not null default '',
    add pace          text not null default 'FIGURES',
    add root          text not null default '';

update alert set
    kind_words = called.en,
    kind_words_zh = called.zh,
    pace = called.pace
from (values
    ('BREACHED', 'breached', '未达标', 'FIGURES'),
    ('AT_RISK', 'at risk', '存在风险', 'FIGURES'),
    ('LIVE', 'live state out of bounds', '实时状态越界', 'OUTAGE'),
    ('STALE', 'stale source', '数据源中断', 'FIGURES'),
    ('VALUE_DUE', 'value or evidence due', '填报或佐证到期', 'FIGURES'),
    ('QUOTA_SHORT', 'quota about to close short', '周期任务即将欠缺', 'FIGURES'),
    ('ALLOWANCE_LOW', 'allowance nearly used up', '允许额度将尽', 'FIGURES'),
    ('DECLARATION_REJECTED', 'declaration rejected', '申报文件被拒', 'FIGURES'),
    ('COVERAGE_LOW', 'probe coverage low', '监测覆盖率低', 'FIGURES'),
    ('SITE_DOWN', 'site down', '网站中断', 'OUTAGE'),
    ('SERVICE', 'service in trouble', '系统自身故障', 'SERVICE')) as called (kind, en, zh, pace)
where alert.kind = called.kind;
