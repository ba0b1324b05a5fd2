PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE _sqlx_migrations (
    version BIGINT PRIMARY KEY,
    description TEXT NOT NULL,
    installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    success BOOLEAN NOT NULL,
    checksum BLOB NOT NULL,
    execution_time BIGINT NOT NULL
);
INSERT INTO _sqlx_migrations VALUES(1,'records','2026-11-29 18:44:57',1,X'bf2d676a83fa175d38508632651e03885ce5b0d34c1bd5ad802447b32442bc39c9922377f63d1e43b4c3909b81d5d86b',4677086);
INSERT INTO _sqlx_migrations VALUES(2,'guards','2026-11-29 18:44:57',1,X'cb08664c0521fd4d7d967950e6f6eb83cf817fe03dbbe8996fbb12b9c3d48d8f45f8763e3c6eea9d59d4b0436fbc028f',847745);
INSERT INTO _sqlx_migrations VALUES(3,'batch sheet','2026-11-29 18:44:57',1,X'9f39db62c39bea33a347161ac807dae03258911510fe482debd10c02c258454992f288be2d4246b83b1e1407f5f76dbc',629980);
INSERT INTO _sqlx_migrations VALUES(4,'basket','2026-11-29 18:44:57',1,X'1dc530421225fa3627be36bc1e4ba9e2aa6db7fae2ecce4c8af65f93da8f1883ac8687ab47c11188a524bd0dbe33b33c',392806);
INSERT INTO _sqlx_migrations VALUES(5,'repair','2026-11-29 18:44:57',1,X'd4fbde4b3b7857ab9ffe994cbc4c8f55877ed4180db4d1088ac7c4d78ab17edb0a695ce6f98ac7fb69a1d3c9deb44c84',449310);
INSERT INTO _sqlx_migrations VALUES(6,'consulting','2026-11-29 18:44:57',1,X'6e80b2c25dcd456c91281a4e6f188057ca3e7406cd933cfc32146dd5f289136cc84fd36eb2d6dea22539efcf8dfc44f6',561347);
INSERT INTO _sqlx_migrations VALUES(7,'shelf order','2026-11-29 18:44:57',1,X'cfc4e82e93ddb7cf83f882214913927303334c20ca2dd16eb5c614438518d81d6b388a00b5db543bf0853abe9847d986',468078);
INSERT INTO _sqlx_migrations VALUES(8,'printers','2026-11-29 18:44:57',1,X'c47dd69fa223f360222b2179f2c9a979a6b7940e2991e85eb419d1be980886c7d291625914c6a0ed28b105f2260c3680',367839);
INSERT INTO _sqlx_migrations VALUES(9,'job node','2026-11-29 18:44:57',1,X'54be58dbe3eb775178080ce21497e8867ea855282fbb9cb020dde4fc8d121769f6071e05afdc9a1fa1e20f5716f2bfc5',584041);
CREATE TABLE fonds (
    id bigint primary key,
    number text not null unique,
    name text not null,
    scheme_id text not null
);
INSERT INTO fonds VALUES(1,'0211','芜湖市人力资源和社会保障局','wuhu-2009');
INSERT INTO fonds VALUES(2,'0212','繁昌','wuhu-2009');
CREATE TABLE edition (
    id bigint primary key,
    name text not null unique,       -- wuhu-2009
    digest text not null,
    body text not null               -- the file's own text
);
INSERT INTO edition VALUES(1,'wuhu-2009','e71eca24700d55f9651ed5b9905379f1ccad71d063517ee498a3114b6a02f761',replace('#:schema ./scheme.schema.json\n# 芜湖市社会保险业务档案分类方案, entered whole. The format is explained in README.md.\n# `line` counts the lines of the document the scheme was taken from; every rule stands there unless its\n# own `mark` says otherwise. What the document leaves open is answered under [[decision]], never in the program.\n\nkind = "scheme"\nid = "wuhu-2009"\nname = "芜湖市社会保险业务档案分类方案"\nplace = "安徽省芜湖市"\nedition = "2009"\ninstrument = "芜湖市社会保险业务档案分类方案"\nmark = "S"\nline = 13\nnational = "national-2009"\naccounting_basis = "accounting-1998"\npage_limit = 200    # 案卷页数上限: by decision, the document gives none\nfinding_aids = ["案卷目录汇总表", "归档文件目录", "案卷目录", "卷内目录", "备考表", "索引目录"]    # lines 65, 109–117\nfonds = { number = "0211", name = "芜湖市人力资源和社会保障局", line = 63 }\n\n# 三、档案分类方法\n[code]\nparts = ["year", "class", "step", "volume", "page", "period"]\nseparator = "-"\nclass_is_insurance = true    # the document calls this part 险种\nitem_page = "first"          # by decision: the document does not say what 页码 is (no page_line)\nvolume_page = "count"\nexample = "2009-ZJ-参保单位登记材料-1-50-Y"\nexample_line = 61\nline = 57\n\n# 二、保管期限代码\n\n[[period]]\nletter = "Y"\nperiod = "permanent"\nline = 39\n\n[[period]]\nletter = "H"\nperiod = 100\nline = 43\n\n[[period]]\nletter = "C"\nperiod = 50\nline = 45\n\n[[period]]\nletter = "D"\nperiod = 30\nline = 47\n\n[[period]]\nletter = "E"\nperiod = 15\nline = 49\n\n[[period]]\nletter = "F"\nperiod = 10\nline = 51\n\n[[period]]\nletter = "G"\nperiod = 5\nline = 53\n\n# Accounting papers, printed six times in the document with the same ten lines. A class takes them with\n# `use` and says on which lines its own copy stands. The ids of the steps get the id of the class in front.\n[[block]]\nid = "fund-accounting"\n\n[[block.step]]\nid = "vouchers"\nnumber = "⒈"\nname = "会计凭证类"\nrule = [\n    { number = "①", names = ["原始凭证", "记账凭证", "汇总凭证"], also = ["会计凭证"], period = 15, accounting = "vouchers" },\n    { number = "②", names = ["银行余额调节表和银行对账单"], also = ["银行余额调节表", "银行存款余额调节表", "银行对账单"], period = 5, accounting = "bank_statements" },\n]\n\n[[block.step]]\nid = "ledgers"\nnumber = "⒉"\nname = "会计账簿类"\nrule = [\n    { number = "①", names = ["现金、银行存款日记账"], also = ["现金日记账", "银行存款日记账", "日记账"], period = 25, accounting = "journals" },\n    { number = "②", names = ["总账"], also = ["总分类账"], period = 15, accounting = "general_ledgers" },\n    { number = "③", names = ["明细分类、分户账或登记簿"], also = ["明细分类账", "明细账", "分户账", "登记簿"], period = 15, accounting = "subsidiary_ledgers" },\n]\n\n[[block.step]]\nid = "reports"\nnumber = "⒊"\nname = "财务报告类"\naliases = ["财务报告"]\nrule = [\n    { number = "①", names = ["会计年报(决算,包括文字分析)"], also = ["会计年报(决算)", "会计年报", "年度财务报告", "决算"], period = "permanent", accounting = "annual_reports" },\n    { number = "②", names = ["会计月、季度报表(包括文字分析)"], also = ["会计月、季度报表", "会计月报", "会计季报", "会计月报表", "会计季度报表"], period = 5, accounting = "periodic_reports" },\n]\n\n[[block.step]]\nid = "registers"\nnumber = "⒋"\nname = "其他类"\nrule = [\n    { number = "①", names = ["会计档案移交清册"], also = ["移交清册"], period = 15, accounting = "handover_registers" },\n    { number = "②", names = ["会计档案保管清册"], also = ["保管清册"], period = "permanent", accounting = "custody_registers" },\n    { number = "③", names = ["会计档案销毁清册"], also = ["销毁清册"], period = "permanent", accounting = "destruction_registers" },\n]\n\n# 一、社会保险管理类（line 121）\n[[class]]\nid = "management"\ncode = "GL"\nname = "社会保险管理类"\nnumber = "一"\naliases = ["管理", "社会保险管理"]\nline = 19\n\n[[class.step]]\nid = "unit-registration"\nnumber = "一(一)"\nname = "参保单位登记材料"\naliases = ["参保单位登记", "单位登记材料"]\nscope = "包括参保单位办理参保登记、变更登记、注销登记时填报的登记表单及相关审核材料"\nperiod = "permanent"\nline = 123\nnational = "一(一)"\n\n[[class.step]]\nid = "person-registration"\nnumber = "一(二)"\nname = "参保人员登记材料"\naliases = ["参保人员登记", "人员登记材料"]\nscope = "包括缴费单位职工和退休人员,以家庭为单位或个人身份参加社会保险的城镇无业居民、农村居民、个体工商户、城镇灵活就业人员办理参保、社会保险关系变动、基本信息变更等登记手续时,填报的登记表单及相关审核材料"\nperiod = 100\nline = 125\nnational = "一(二)"\n\n[[class.step.nearest]]\ntitles = ["全民参保登记", "入户调查"]\ninstrument = "按性质归入，未见明文"\nmark = "K"\nnote = "全民参保登记、入户调查的表单，国家和本市附件均未列名；办成登记的按最近的“参保人员登记材料”保管，调查无结果的须由档案主管部门决定。"\n\n[[class.step]]\nid = "personal-accounts"\nnumber = "一(三)"\nname = "社会保险个人账户管理材料"\naliases = ["个人账户管理材料", "个人账户管理"]\nscope = "包括养老、医疗保险个人账户对账、个人账户修改等相关材料"\nperiod = 100\nline = 127\nnational = "一(三)"\n\n[[class.step]]\nid = "registration-certificates"\nnumber = "一(四)"\nname = "社会保险登记证管理材料"\naliases = ["登记证管理材料", "社会保险登记证管理"]\nscope = "包括社会保险经办机构向参保单位核发社会保险登记证、对已核发的社会保险登记证验证换证、对遗失社会保险登记证的单位补证时的登记表单及相关审验材料"\nperiod = 10\nline = 129\nnational = "一(四)"\n\n[[class.step]]\nid = "cards"\nnumber = "一(五)"\nname = "社会保险卡(证、手册)管理材料"\naliases = ["社会保险卡管理材料", "社保卡管理材料"]\nscope = "为参保人员办理社会保险卡(证、手册)首发、补发、收回等管理的登记表单及相关材料"\nperiod = 50\nline = 131\nnational = "一(五)"\n\n[[class.step]]\nid = "eligibility-verification"\nnumber = "一(六)"\nname = "社会保险待遇领取资格验证材料"\naliases = ["待遇领取资格验证材料", "待遇领取资格验证", "资格验证材料"]\nscope = "包括对享受社会保险待遇人员进行领取资格检查验证的相关审核材料"\nperiod = 50\nline = 135\nnational = "一(六)"\n\n[[class.step.nearest]]\ntitles = ["异地协助认证", "认证表", "资格认证", "认证台账"]\ninstrument = "按性质归入，未见明文"\nmark = "K"\nnote = "领取资格认证（含异地协助认证表、认证台账）附件未单独列名，按最近的“待遇领取资格验证材料”保管。"\n\n[[class.step]]\nid = "retiree-services"\nnumber = "一(七)"\nname = "退休人员社会化管理服务材料"\naliases = ["退休人员社会化管理服务", "社会化管理服务材料"]\nscope = "包括对实行社会化管理服务的退休人员进行信息采集、移交、日常管理服务的登记表单及相关材料"\nperiod = 50\nline = 139\nnational = "一(七)"\n\n[[class.step]]\nid = "remote-residence"\nnumber = "一(八)"\nname = "异地安置登记材料"\naliases = ["异地安置登记"]\nscope = "包括异地安置应享受社会保险待遇人员和长期派驻异地工作的参保人员,办理安置地或派驻地享受各项社会保险待遇所填报的核定表、备案表及相关材料"\nperiod = 50\nline = 143\nnational = "一(八)"\n\n[[class.step]]\nid = "service-agreements"\nnumber = "一(九)"\nname = "服务协议管理材料"\naliases = ["服务协议管理", "服务协议"]\nscope = "包括与基金收付款协议银行、定点医疗机构、定点零售药店、工伤协议医疗康复机构、工伤协议辅助器具配置机构、网络通信运营商、附加保险承保单位等签订的协议书、考核材料、终止协议材料"\nperiod = 10\nline = 145\nnational = "一(九)"\n\n# 二、社会保险费征缴类（line 147）\n[[class]]\nid = "collection"\ncode = "ZJ"\nname = "社会保险费征缴类"\nnumber = "二"\naliases = ["征缴", "社会保险费征缴"]\nline = 21\n\n[[class.step]]\nid = "contribution-assessment"\nnumber = "二(一)"\nname = "社会保险费征缴核定材料"\naliases = ["征缴核定材料", "社会保险费征缴核定", "缴费核定材料"]\nscope = "包括缴费基数核定以及工伤费率确定、中断缴费、恢复缴费、补缴费、预(补)缴费、退费、加收滞纳金、加收利息等申报核定业务表单及相关审核材料"\nperiod = 100\nline = 149\nnational = "二(一)"\n\n[[class.step]]\nuse = "fund-accounting"\nnumber = "二(二)"\nheading = "收款凭证、会计账簿、会计报表等"\nline = 151\nstep_lines = [153, 163, 171, 177]\nrule_lines = [155, 161, 165, 167, 169, 173, 175, 179, 181, 183]\nnational = "二(二)"\n\n[[class.step]]\nid = "collection-details"\nnumber = "二(三)"\nname = "社会保险基金征缴明细表和汇总表"\naliases = ["基金征缴明细表和汇总表", "征缴明细表和汇总表"]\nperiod = 50\nline = 185\nnational = "二(三)"\n\n[[class.step]]\nid = "collection-annual-summary"\nnumber = "二(四)"\nname = "社会保险基金征缴年度汇总表"\naliases = ["基金征缴年度汇总表", "征缴年度汇总表"]\nperiod = "permanent"\nline = 187\nnational = "二(四)"\n\n[[class.step]]\nid = "dunning"\nnumber = "二(五)"\nname = "催缴材料"\naliases = ["催缴"]\nscope = "包括社会保险费补缴通知书、补缴协议"\nperiod = 10\nline = 189\nnational = "二(五)"\n\n[[class.step]]\nid = "payment-certificates"\nnumber = "二(六)"\nname = "缴费证明材料"\naliases = ["缴费证明"]\nscope = "包括为缴费单位、缴费个人出具的缴费证明及相关材料"\nperiod = 10\nline = 191\nnational = "二(六)"\n\n# 三、养老保险待遇类（line 193）\n[[class]]\nid = "pension"\ncode = "YL"\nname = "养老保险待遇类"\nnumber = "三"\naliases = ["养老", "养老保险", "基本养老保险"]\ninsurance = "养老保险"\nline = 23\n\n[[class.step]]\nid = "pension-assessment"\nnumber = "三(一)"\nname = "养老保险待遇核定材料"\naliases = ["待遇核定材料", "养老待遇核定材料"]\nscope = "参保人员基本养老金、养老金领取人员死亡后供养直系亲属及其抚恤金待遇、养老金领取人员丧葬费、养老保险其他一次性待遇核定、养老保险待遇调整、养老保险待遇更正、养老保险待遇补支付、养老保险待遇减支付等申报核定业务表单及相关审核材料"\nperiod = 50\nline = 195\nnational = "三(一)"\n\n[[class.step]]\nid = "pension-lump-sums"\nnumber = "三(二)"\nname = "养老保险个人账户一次性支付申报核定业务表单及相关审核材料"\naliases = ["个人账户一次性支付申报核定业务表单及相关审核材料", "个人账户一次性支付材料"]\nperiod = 50\nline = 197\nnational = "三(二)"\n\n[[class.step]]\nid = "work-capacity-appraisal"\nnumber = "三(三)"\nname = "劳动能力鉴定材料"\naliases = ["劳动能力鉴定"]\nscope = "包括参保人员劳动能力鉴定结论通知书及相关文书和审核材料"\nperiod = 50\nline = 199\nnational = "三(三)"\n\n[[class.step]]\nuse = "fund-accounting"\nnumber = "三(四)"\nheading = "养老保险付款凭证、会计账簿、会计报表等"\nline = 201\nstep_lines = [203, 213, 221, 227]\nrule_lines = [205, 211, 215, 217, 219, 223, 225, 229, 231, 233]\nnational = "三(四)"\n\n[[class.step]]\nid = "pension-payment-details"\nnumber = "三(五)"\nname = "养老保险支付明细表和汇总表"\naliases = ["支付明细表和汇总表"]\nperiod = 30\nline = 235\nnational = "三(五)"\n\n[[class.step]]\nid = "pension-annual-summary"\nnumber = "三(六)"\nname = "养老保险基金支付年度汇总表"\naliases = ["基金支付年度汇总表", "支付年度汇总表"]\nperiod = "permanent"\nline = 237\nnational = "三(六)"\n\n# 四、医疗保险待遇类（line 239）\n[[class]]\nid = "medical"\ncode = "YB"\nname = "医疗保险待遇类"\nnumber = "四"\naliases = ["医疗", "医保", "医疗保险", "基本医疗保险"]\ninsurance = "医疗保险"\nline = 25\n\n[[class.step]]\nid = "special-outpatient-registration"\nnumber = "四(一)"\nname = "门诊特殊病登记材料"\naliases = ["门诊特殊病登记"]\nscope = "包括门诊特殊病参保人员登记表单及相关审核材料"\nperiod = 10\nline = 241\nnational = "四(一)"\n\n[[class.step]]\nid = "care-registration"\nnumber = "四(二)"\nname = "就医登记材料"\naliases = ["就医登记"]\nscope = "包括参保人员办理住院、家庭病床、转诊转院登记表单及相关审核材料"\nperiod = 10\nline = 243\nnational = "四(二)"\n\n[[class.step]]\nid = "inpatient-assessment"\nnumber = "四(三)"\nname = "医疗保险住院待遇核定材料"\naliases = ["住院待遇核定材料"]\nscope = "包括住院医疗费用申报核定业务表单及相关审核材料"\nperiod = 10\nline = 245\nnational = "四(三)"\n\n[[class.step]]\nid = "outpatient-assessment"\nnumber = "四(四)"\nname = "医疗保险门诊待遇核定材料"\naliases = ["门诊待遇核定材料"]\nscope = "包括门诊医疗费用申报核定业务表单及相关审核材料"\nperiod = 10\nline = 247\nnational = "四(四)"\n\n[[class.step]]\nuse = "fund-accounting"\nnumber = "四(五)"\nheading = "医疗保险付款凭证、会计账簿、会计报表"\nline = 249\nstep_lines = [251, 261, 275, 285]\nrule_lines = [253, 257, 263, 267, 271, 277, 281, 287, 291, 295]\nnational = "四(五)"\n\n[[class.step]]\nid = "medical-payment-details"\nnumber = "四(六)"\nname = "医疗保险支付明细表和汇总表"\naliases = ["支付明细表和汇总表"]\nperiod = 30\nline = 299\nnational = "四(六)"\n\n[[class.step]]\nid = "medical-annual-summary"\nnumber = "四(七)"\nname = "医疗保险基金支付年度汇总表"\naliases = ["基金支付年度汇总表", "支付年度汇总表"]\nperiod = "permanent"\nline = 303\nnational = "四(七)"\n\n# 五、失业保险待遇类（line 307）\n[[class]]\nid = "unemployment"\ncode = "SY"\nname = "失业保险待遇类"\nnumber = "五"\naliases = ["失业", "失业保险"]\ninsurance = "失业保险"\nline = 27\n\n[[class.step]]\nid = "unemployment-registration"\nnumber = "五(一)"\nname = "失业备案材料"\naliases = ["失业备案"]\nscope = "包括失业保险待遇享受资格审查登记业务表单、失业人员名单及相关失业证明材料"\nperiod = 10\nline = 309\nnational = "五(一)"\n\n[[class.step]]\nid = "unemployment-transfer"\nnumber = "五(二)"\nname = "失业人员失业保险关系转移材料"\naliases = ["保险关系转移材料", "失业保险关系转移材料"]\nscope = "包括领取期限、待遇标准等相关材料"\nperiod = 10\nline = 311\nnational = "五(二)"\n\n[[class.step]]\nid = "unemployment-assessment"\nnumber = "五(三)"\nname = "失业保险待遇核定材料"\naliases = ["待遇核定材料", "失业待遇核定材料"]\nscope = "包括失业保险待遇申报核定业务表单及相关审核材料"\nperiod = 10\nline = 313\nnational = "五(三)"\n\n[[class.step]]\nid = "employment-subsidies"\nnumber = "五(四)"\nname = "促进就业补贴核定材料"\naliases = ["促进就业补贴核定"]\nscope = "包括失业人员职业培训、职业介绍补贴申报核定业务表单及相关材料"\nperiod = 10\nline = 315\nnational = "五(四)"\n\n[[class.step]]\nuse = "fund-accounting"\nnumber = "五(五)"\nheading = "失业保险付款凭证、会计账簿、会计报表"\nline = 317\nstep_lines = [319, 333, 347, 357]\nrule_lines = [321, 329, 335, 339, 343, 349, 353, 359, 363, 367]\nnational = "五(五)"\n\n[[class.step]]\nid = "unemployment-payment-details"\nnumber = "五(六)"\nname = "失业保险支付明细表和汇总表"\naliases = ["支付明细表和汇总表"]\nperiod = 30\nline = 371\nnational = "五(六)"\n\n[[class.step]]\nid = "unemployment-annual-summary"\nnumber = "五(七)"\nname = "失业保险基金支付年度汇总表"\naliases = ["基金支付年度汇总表", "支付年度汇总表"]\nperiod = "permanent"\nline = 375\nnational = "五(七)"\n\n# 六、工伤保险待遇类（line 379）\n[[class]]\nid = "injury"\ncode = "GS"\nname = "工伤保险待遇类"\nnumber = "六"\naliases = ["工伤", "工伤保险"]\ninsurance = "工伤保险"\nline = 29\n\n[[class.step]]\nid = "injury-registration"\nnumber = "六(一)"\nname = "工伤备案材料"\naliases = ["工伤备案"]\nscope = "包括工伤事故备案登记表单及相关材料"\nperiod = 10\nline = 381\nnational = "六(一)"\n\n[[class.step]]\nid = "injury-determination"\nnumber = "六(二)"\nname = "工伤认定材料"\naliases = ["工伤认定"]\nscope = "包括工伤认定决定书及相关文书和审核材料"\nperiod = 50\nline = 383\nnational = "六(二)"\n\n[[class.step]]\nid = "injury-person-changes"\nnumber = "六(三)"\nname = "工伤人员登记变动材料"\naliases = ["人员登记变动材料", "工伤人员登记变动"]\nscope = "包括工伤职工登记、工伤保险信息变动登记表单及相关材料"\nperiod = 50\nline = 385\nnational = "六(三)"\n\n[[class.step]]\nid = "disability-death-assessment"\nnumber = "六(四)"\nname = "工伤保险伤残工亡待遇核定材料"\naliases = ["伤残工亡待遇核定材料"]\nscope = "包括一次性伤残补助金、伤残津贴、生活护理费、一次性工亡补助金、工亡人员丧葬补助金、工亡人员供养直系亲属及其抚恤金等工伤保险待遇申报核定表单及相关材料"\nperiod = 50\nline = 387\nnational = "六(四)"\n\n[[class.step]]\nid = "injury-care-assessment"\nnumber = "六(五)"\nname = "工伤保险医疗待遇核定材料"\naliases = ["医疗待遇核定材料"]\nscope = "包括工伤人员因工伤发生的医疗、康复、配置辅助器具、劳动能力鉴定等费用申报核定业务表单及相关材料"\nperiod = 10\nline = 389\nnational = "六(五)"\n\n[[class.step]]\nid = "injury-prevention-costs"\nnumber = "六(六)"\nname = "工伤预防费用核定材料"\naliases = ["工伤预防费用核定"]\nscope = "包括参保单位工伤预防费用申报核定业务表单及相关材料"\nperiod = 10\nline = 391\nnational = "六(六)"\n\n[[class.step]]\nuse = "fund-accounting"\nnumber = "六(七)"\nheading = "工伤保险付款凭证、会计账簿、会计报表"\nline = 393\nstep_lines = [395, 409, 423, 433]\nrule_lines = [397, 405, 411, 415, 419, 425, 429, 435, 439, 443]\nnational = "六(七)"\n\n[[class.step]]\nid = "injury-payment-details"\nnumber = "六(八)"\nname = "工伤保险支付明细表和汇总表"\naliases = ["支付明细表和汇总表"]\nperiod = 30\nline = 447\nnational = "六(八)"\n\n[[class.step]]\nid = "injury-annual-summary"\nnumber = "六(九)"\nname = "工伤保险基金支付年度汇总表"\naliases = ["基金支付年度汇总表", "支付年度汇总表"]\nperiod = "permanent"\nline = 449\nnational = "六(九)"\n\n# 七、生育保险待遇类（line 451）\n[[class]]\nid = "maternity"\ncode = "SY"\nname = "生育保险待遇类"\nnumber = "七"\naliases = ["生育", "生育保险"]\ninsurance = "生育保险"\nline = 31\n\n[[class.step]]\nid = "pregnancy-registration"\nnumber = "七(一)"\nname = "妊娠登记材料"\naliases = ["妊娠登记"]\nscope = "包括女职工办理妊娠登记申报核定业务表单及相关材料"\nperiod = 10\nline = 453\nnational = "七(一)"\n\n[[class.step]]\nid = "complications-registration"\nnumber = "七(二)"\nname = "并发症登记材料"\naliases = ["并发症登记"]\nscope = "包括计划生育手术并发症等申报核定业务表单及相关材料"\nperiod = 10\nline = 455\nnational = "七(二)"\n\n[[class.step]]\nid = "maternity-assessment"\nnumber = "七(三)"\nname = "生育保险待遇核定材料"\naliases = ["待遇核定材料", "生育待遇核定材料"]\nscope = "包括参保人员因生育、计划生育、治疗并发症发生的医疗费用及生育津贴等申报核定业务表单等相关审核材料"\nperiod = 10\nline = 457\nnational = "七(三)"\n\n# The document gives no lines and no periods here, only "按《会计档案管理办法》": the accounting table of the\n# record''s year supplies them (rules without a period).\n[[class.step]]\nid = "maternity-accounting"\nnumber = "七(四)"\nname = "生育保险付款凭证、会计账簿、会计报表等"\naliases = ["付款凭证、会计账簿、会计报表等", "生育保险付款凭证、会计账簿、会计报表"]\nline = 459\nnational = "七(四)"\nrule = [\n    { names = ["原始凭证", "记账凭证", "汇总凭证"], also = ["会计凭证"], accounting = "vouchers" },\n    { names = ["银行余额调节表和银行对账单"], also = ["银行余额调节表", "银行存款余额调节表", "银行对账单"], accounting = "bank_statements" },\n    { names = ["现金、银行存款日记账"], also = ["现金日记账", "银行存款日记账", "日记账"], accounting = "journals" },\n    { names = ["总账"], also = ["总分类账"], accounting = "general_ledgers" },\n    { names = ["明细分类、分户账或登记簿"], also = ["明细分类账", "明细账", "分户账", "登记簿"], accounting = "subsidiary_ledgers" },\n    { names = ["会计年报(决算,包括文字分析)"], also = ["会计年报(决算)", "会计年报", "年度财务报告", "决算"], accounting = "annual_reports" },\n    { names = ["会计月、季度报表(包括文字分析)"], also = ["会计月、季度报表", "会计月报", "会计季报", "会计月报表", "会计季度报表"], accounting = "periodic_reports" },\n    { names = ["会计档案移交清册"], also = ["移交清册"], accounting = "handover_registers" },\n    { names = ["会计档案保管清册"], also = ["保管清册"], accounting = "custody_registers" },\n    { names = ["会计档案销毁清册"], also = ["销毁清册"], accounting = "destruction_registers" },\n]\n\n[[class.step]]\nid = "maternity-payment-details"\nnumber = "七(五)"\nname = "生育保险支付明细表和汇总表"\naliases = ["支付明细表和汇总表"]\nperiod = 30\nline = 461\nnational = "七(五)"\n\n[[class.step]]\nid = "maternity-annual-summary"\nnumber = "七(六)"\nname = "生育保险基金支付年度汇总表"\naliases = ["基金支付年度汇总表", "支付年度汇总表"]\nperiod = "permanent"\nline = 463\nnational = "七(六)"\n\n# 八、社会保险业务统计报表类（line 465）\n[[class]]\nid = "statistics"\ncode = "TJ"\nname = "社会保险业务统计报表类"\nnumber = "八"\naliases = ["统计", "统计报表", "业务统计报表"]\nline = 33\n\n[[class.step]]\nid = "annual-statistics"\nnumber = "八(一)"\nname = "各项社会保险年度统计报表"\naliases = ["年度统计报表"]\nperiod = "permanent"\nline = 467\nnational = "八(一)"\n\n[[class.step]]\nid = "data-and-analyses"\nnumber = "八(二)"\nname = "社会保险数据和分析报告等资料"\naliases = ["数据和分析报告"]\nperiod = 30\nline = 469\nnational = "八(二)"\n\n[[class.step]]\nid = "periodic-statistics"\nnumber = "八(三)"\nname = "社会保险业务月/季统计报表"\naliases = ["月/季统计报表", "月统计报表", "季统计报表"]\nperiod = 10\nline = 471\nnational = "八(三)"\n\n[[class.step]]\nid = "fund-budgets"\nnumber = "八(四)"\nname = "各项社会保险基金年度预决算表"\naliases = ["基金年度预决算表", "年度预决算表"]\nline = 473\nnational = "八(四)"\nrule = [\n    { names = ["各项社会保险基金年度预决算表"], accounting = "annual_reports" },\n]\n\n# 九、社会保险稽核监管类（line 475）\n[[class]]\nid = "audit"\ncode = "JH"\nname = "社会保险稽核监管类"\nnumber = "九"\naliases = ["稽核", "稽核监管", "监管"]\nline = 35\n\n[[class.step]]\nid = "audits"\nnumber = "九(一)"\nname = "社会保险稽核材料"\naliases = ["稽核材料"]\nscope = "包括稽核方案、稽核通知书、工作记录、相关证据、稽核告知书或整改意见书、处罚建议书、稽核报告等专业文书及相关材料"\nperiod = 30\nline = 477\nnational = "九(一)"\n\n[[class.step]]\nid = "supervision"\nnumber = "九(二)"\nname = "社会保险监察材料"\naliases = ["监察材料"]\nscope = "社会保险行政部门依照有关规定向社会保险经办机构通报的社会保险违法案件的查处情况及相关行政执法文书和其他材料"\nperiod = 30\nline = 479\nnational = "九(二)"\n\n[[class.step]]\nid = "internal-control"\nnumber = "九(三)"\nname = "社会保险经办机构内部控制材料"\naliases = ["内部控制材料", "内控材料"]\nscope = "包括内部控制监督工作方案、内部控制检查通知、工作记录、相关证据、告知书或整改意见书、内部控制报告等专业文书及相关材料"\nperiod = 30\nline = 481\nnational = "九(三)"\n\n[[class.step]]\nid = "major-cases"\nnumber = "九(四)"\nname = "社会保险大案、要案、特殊案件的稽核材料"\naliases = ["大案、要案、特殊案件的稽核材料", "大案要案材料"]\nperiod = "permanent"\nline = 483\nnational = "九(四)"\n\n# What the document leaves open or says twice, and what the office decided.\n[[decision]]\nabout = "class_code_shared"\nsubject = "SY"\ntext = "失业、生育两类都照原文印 SY；由业务环节区分，业务环节区分不了的，档号有歧义，交人判断。"\n\n[[decision]]\nabout = "name_shared"\nsubject = "SY"\ntext = "同名的业务环节只凭档号分不清失业与生育：列出两种读法，由人选定；新编档号时由系统记下类目。"\n\n[[decision]]\nabout = "class_is_no_insurance"\ntext = "档号第二段一律写类别代码；非险种的四类也照写。"\n\n[[decision]]\nabout = "period_without_letter"\nsubject = "25"\ntext = "25 年没有代码，档号末段写数字 25。"\n\n[[decision]]\nabout = "example_contradicts_annex"\nsubject = "2009-ZJ-参保单位登记材料-1-50-Y"\ntext = "以附件为准：参保单位登记材料属 GL。照示例写的档号可以读出，并提示“该业务环节属 GL”。"\n\n[[decision]]\nabout = "page_meaning_unstated"\ntext = "件的档号写起始页码；案卷的档号在立卷时编定，写总页数。"\n\n[[decision]]\nabout = "period_by_reference"\ntext = "生育（四）和统计（四）没有自己的期限，按记录年度施行的会计档案保管期限表确定。"\n\n[[decision]]\nabout = "accounting_superseded"\ntext = "2015 会计年度及以前照本方案的期限和代码归档，2016 年 1 月 1 日起按 79 号令附表的期限；新旧衔接按财会〔2016〕3 号逐件说明。"\n\n# Oddities of the document''s text, so that nobody is surprised who compares.\n[[note]]\nline = 171\ntext = "征缴类此处印作“财务报告”，缺序号⒊和“类”字；按其他各类读作“⒊财务报告类”。"\n\n[[note]]\nline = 259\ntext = "医疗②银行余额调节表和银行对账单：期限印作“5年〕”，缺左括号；读作〔5年〕。"\n\n[[note]]\nline = 283\ntext = "医疗②会计月、季度报表：期限印作“5年〕”，缺左括号；读作〔5年〕。"\n\n[[note]]\nline = 331\ntext = "失业②银行余额调节表和银行对账单：期限印作“5年〕”，缺左括号；读作〔5年〕。"\n\n[[note]]\nline = 407\ntext = "工伤②银行余额调节表和银行对账单：期限印作“5年〕”，缺左括号；读作〔5年〕。"\n','\n',char(10)));
INSERT INTO edition VALUES(2,'accounting-1998','f3702cbcb8ee26f26aaceeb1c4efe0643b8c8a62ae6e133697bebb9320bb961e',replace('#:schema ./scheme.schema.json\n# 会计档案保管期限表 of 1998, column 行政单位、事业单位, as far as social-insurance funds use it.\n# Read in a copy of the table; the day it came into force and lines marked K were not read and are shown as unverified.\n\nkind = "accounting"\nid = "accounting-1998"\nname = "会计档案管理办法（1998）会计档案保管期限表"\ninstrument = "会计档案管理办法（财会字〔1998〕32号）"\narticle = "附表二"\nmark = "V"\nin_force = 1999-01-01    # K: not read\n\n[[line]]\nkey = "vouchers"\nnames = ["原始凭证", "记账凭证", "传票汇总凭证"]\nperiod = 15\narticle = "附表二 会计凭证类"\n\n[[line]]\nkey = "other_journals"\nnames = ["日记账"]\nperiod = 15\narticle = "附表二 会计账簿类"\n\n[[line]]\nkey = "general_ledgers"\nnames = ["总账"]\nperiod = 15\narticle = "附表二 会计账簿类"\n\n[[line]]\nkey = "subsidiary_ledgers"\nnames = ["明细分类、分户账或登记簿"]\nperiod = 15\narticle = "附表二 会计账簿类"\n\n[[line]]\nkey = "journals"\nnames = ["现金出纳账", "银行存款账", "现金、银行存款日记账"]\nperiod = 25\narticle = "附表二 会计账簿类"\n\n[[line]]\nkey = "fixed_asset_cards"\nnames = ["固定资产明细账（卡片）"]\nperiod = 5\ntrigger = "scrapping"    # 固定资产报废清理后\narticle = "附表二 会计账簿类"\n\n[[line]]\nkey = "annual_reports"\nnames = ["行政、事业单位决算"]\nperiod = "permanent"\narticle = "附表二 财务报告类"\n\n[[line]]\nkey = "periodic_reports"\nnames = ["月、季度报表"]\nperiod = 5\narticle = "附表二 财务报告类"\n\n[[line]]\nkey = "subordinate_reports"\nnames = ["所属单位报送的月、季度报表"]\nperiod = 2\narticle = "附表二 财务报告类"\n\n[[line]]\nkey = "bank_statements"\nnames = ["银行存款余额调节表", "银行对账单"]\nperiod = 5\nmark = "K"    # not in the column read; from the table for enterprises\narticle = "附表一 其他类"\n\n[[line]]\nkey = "handover_registers"\nnames = ["会计移交清册"]\nperiod = 15\narticle = "附表二 其他类"\n\n[[line]]\nkey = "custody_registers"\nnames = ["会计档案保管清册"]\nperiod = "permanent"\narticle = "附表二 其他类"\n\n[[line]]\nkey = "destruction_registers"\nnames = ["会计档案销毁清册"]\nperiod = "permanent"\narticle = "附表二 其他类"\n','\n',char(10)));
INSERT INTO edition VALUES(3,'accounting-2015','893a69ac80b88fd5658d0fefbe3f169b6c6d523568f196304ce2c7fe8123d918',replace('#:schema ./scheme.schema.json\n# 会计档案保管期限表 of 2015 (79号令), 附表2, as far as social-insurance funds use it, and the rule that\n# took over from the table of 1998 (财会〔2016〕3号).\n\nkind = "accounting"\nid = "accounting-2015"\nname = "会计档案管理办法（2015）会计档案保管期限表"\ninstrument = "会计档案管理办法（财政部、国家档案局令第79号）"\narticle = "附表2"\nmark = "V"\nin_force = 2016-01-01\n\n[[line]]\nkey = "vouchers"\nnames = ["原始凭证", "记账凭证", "各种会计凭证"]\nperiod = 30\narticle = "附表2 会计凭证"\n\n[[line]]\nkey = "general_ledgers"\nnames = ["总账"]\nperiod = 30\narticle = "附表2 会计账簿"\n\n[[line]]\nkey = "subsidiary_ledgers"\nnames = ["明细账", "明细分类账", "登记簿"]\nperiod = 30\narticle = "附表2 会计账簿"\n\n[[line]]\nkey = "journals"\nnames = ["现金日记账", "银行存款日记账"]\nperiod = 30\narticle = "附表2 会计账簿"\n\n[[line]]\nkey = "other_journals"\nnames = ["日记账"]\nperiod = 30\narticle = "附表2 会计账簿"\n\n[[line]]\nkey = "other_books"\nnames = ["辅助账簿"]\nperiod = 30\narticle = "附表2 会计账簿"\n\n[[line]]\nkey = "fixed_asset_cards"\nnames = ["固定资产卡片"]\nperiod = 5\ntrigger = "scrapping"    # 固定资产报废清理后\narticle = "附表2 会计账簿"\n\n[[line]]\nkey = "annual_reports"\nnames = ["部门财务报告", "部门决算", "年度财务报告"]\nperiod = "permanent"\narticle = "附表2 财务会计报告"\n\n[[line]]\nkey = "periodic_reports"\nnames = ["月度、季度、半年度财务报告"]\nperiod = 10\narticle = "附表2 财务会计报告"\n\n[[line]]\nkey = "subordinate_reports"\nnames = ["所属单位报送的月、季度报告"]\nperiod = 2\narticle = "附表2 财务会计报告"\n\n[[line]]\nkey = "treasury_annual_reports"\nnames = ["国库年报", "基建拨贷款年报"]\nperiod = 10\narticle = "附表2 财务会计报告"\n\n[[line]]\nkey = "bank_statements"\nnames = ["银行存款余额调节表", "银行对账单"]\nperiod = 10\nmark = "P"    # read in a copy of doubtful fidelity only\narticle = "附表2 其他会计资料"\n\n[[line]]\nkey = "handover_registers"\nnames = ["会计档案移交清册"]\nperiod = 30\narticle = "附表2 其他会计资料"\n\n[[line]]\nkey = "custody_registers"\nnames = ["会计档案保管清册"]\nperiod = "permanent"\narticle = "附表2 其他会计资料"\n\n[[line]]\nkey = "destruction_registers"\nnames = ["会计档案销毁清册"]\nperiod = "permanent"\narticle = "附表2 其他会计资料"\n\n[[line]]\nkey = "appraisal_opinions"\nnames = ["会计档案鉴定意见书"]\nperiod = "permanent"\narticle = "附表2 其他会计资料"\n\n# What becomes of records formed under the table of 1998: it depends on where they stood on the cut-off day.\n[transition]\nfrom = "accounting-1998"\ncut_off = 2015-12-31\ninstrument = "财政部 国家档案局关于《新旧会计档案管理办法有关衔接规定》（财会〔2016〕3号）"\nmark = "V"\n\n[[transition.case]]\nstate = "not_reached"\nthen = "reset"\nzh = "2015 年 12 月 31 日尚未满原保管期限：改按新的保管期限，仍从原来的起算日算起。"\nen = "The old period had not run out on 31 December 2015: the new period applies, counted from the original start."\n\n[[transition.case]]\nstate = "reached_unappraised"\nthen = "ask"\nzh = "2015 年 12 月 31 日已满原保管期限而未鉴定：按新办法鉴定；可以销毁的按新办法的程序销毁，继续保管的，期限为新期限减去已保管的年数。"\nen = "The old period had run out by 31 December 2015 and nothing was appraised: appraise under the new rules; destroy by the new procedure, or keep for the new period less the years already kept."\n\n[[transition.case]]\nstate = "reached_keep"\nthen = "as_appraised"\nzh = "2015 年 12 月 31 日已满原保管期限，鉴定为继续保管：继续保管的期限为新期限减去已保管的年数。"\nen = "The old period had run out by 31 December 2015 and the appraisal said keep: kept on for the new period less the years already kept."\n\n[[transition.case]]\nstate = "reached_destroy"\nthen = "as_appraised"\nzh = "2015 年 12 月 31 日前已满原保管期限，鉴定为可以销毁而尚未销毁：按新办法规定的程序销毁，不必延长。"\nen = "The old period had run out, and before 31 December 2015 the appraisal said destroy, but it was not yet done: destroyed by the new procedure; no longer period is needed."\n\n[[transition.case]]\nstate = "reached_on_cut_off"\nthen = "ask"\nmark = "K"    # the rule does not define it\nzh = "原保管期限恰好在 2015 年 12 月 31 日届满：规定没有说明算不算“已满”，须由人决定；决定之前按两个日期中较晚的保管。"\nen = "The old period ends exactly on 31 December 2015: the rule does not say whether that is reached; a person must decide, and until then the later of the two dates protects the record."\n','\n',char(10)));
INSERT INTO edition VALUES(4,'national-2009','7eb78733c4d97033f835b47449633318b0d9ad347688be9a3dca31bf59f322f9',replace('#:schema ./scheme.schema.json\n# 社会保险业务材料归档范围与保管期限, the annex of the national rule (人力资源社会保障部、国家档案局令第3号).\n# It gives no code ([code] and letters are absent): it is here so that a local period shorter than the\n# national one is found. Where the annex itself was not read (mark K) the text is that of local schemes\n# believed to copy it. Scope notes are left out: they were not read.\n\nkind = "scheme"\nid = "national-2009"\nname = "社会保险业务材料归档范围与保管期限（全国）"\nplace = "全国"\nedition = "2009"\ninstrument = "社会保险业务档案管理规定（试行）（人力资源社会保障部、国家档案局令第3号）附件"\nmark = "V"\nvalid_from = 2009\n\n# The annex says only "按《会计档案管理办法》确定保管期限": the accounting table of the record''s year decides.\n[[block]]\nid = "by-accounting-rules"\n\n[[block.step]]\nid = "accounting"\nname = "会计凭证、会计账簿、会计报表等"\nrule = [\n    { names = ["会计凭证"], accounting = "vouchers" },\n    { names = ["银行存款余额调节表、银行对账单"], accounting = "bank_statements" },\n    { names = ["现金、银行存款日记账"], accounting = "journals" },\n    { names = ["总账"], accounting = "general_ledgers" },\n    { names = ["明细账"], accounting = "subsidiary_ledgers" },\n    { names = ["年度会计报表"], accounting = "annual_reports" },\n    { names = ["月、季度会计报表"], accounting = "periodic_reports" },\n    { names = ["会计档案移交清册"], accounting = "handover_registers" },\n    { names = ["会计档案保管清册"], accounting = "custody_registers" },\n    { names = ["会计档案销毁清册"], accounting = "destruction_registers" },\n]\n\n[[class]]\nid = "management"\nname = "社会保险管理类"\nnumber = "一"\n\n[[class.step]]\nid = "unit-registration"\nnumber = "一(一)"\nname = "参保单位登记材料"\nperiod = "permanent"\n\n[[class.step]]\nid = "person-registration"\nnumber = "一(二)"\nname = "参保人员登记材料"\nperiod = 100\n\n[[class.step]]\nid = "personal-accounts"\nnumber = "一(三)"\nname = "社会保险个人账户管理材料"\nperiod = 100\n\n[[class.step]]\nid = "registration-certificates"\nnumber = "一(四)"\nname = "社会保险登记证管理材料"\nperiod = 10\n\n[[class.step]]\nid = "cards"\nnumber = "一(五)"\nname = "社会保险卡(证、手册)管理材料"\nperiod = 50\n\n[[class.step]]\nid = "eligibility-verification"\nnumber = "一(六)"\nname = "社会保险待遇领取资格验证材料"\nperiod = 50\n\n[[class.step]]\nid = "retiree-services"\nnumber = "一(七)"\nname = "退休人员社会化管理服务材料"\nperiod = 50\nmark = "K"\n\n[[class.step]]\nid = "remote-residence"\nnumber = "一(八)"\nname = "异地安置登记材料"\nperiod = 50\nmark = "K"\n\n[[class.step]]\nid = "service-agreements"\nnumber = "一(九)"\nname = "服务协议管理材料"\nperiod = 10\nmark = "K"\n\n[[class]]\nid = "collection"\nname = "社会保险费征缴类"\nnumber = "二"\n\n[[class.step]]\nid = "contribution-assessment"\nnumber = "二(一)"\nname = "社会保险费征缴核定材料"\nperiod = 100\nmark = "K"\n\n[[class.step]]\nuse = "by-accounting-rules"\nnumber = "二(二)"\nheading = "收款凭证、会计账簿、会计报表等"\nmark = "K"\n\n[[class.step]]\nid = "collection-details"\nnumber = "二(三)"\nname = "社会保险基金征缴明细表和汇总表"\nperiod = 50\nmark = "K"\n\n[[class.step]]\nid = "collection-annual-summary"\nnumber = "二(四)"\nname = "社会保险基金征缴年度汇总表"\nperiod = "permanent"\nmark = "K"\n\n[[class.step]]\nid = "dunning"\nnumber = "二(五)"\nname = "催缴材料"\nperiod = 10\nmark = "K"\n\n[[class.step]]\nid = "payment-certificates"\nnumber = "二(六)"\nname = "缴费证明材料"\nperiod = 10\nmark = "K"\n\n[[class]]\nid = "pension"\nname = "养老保险待遇类"\nnumber = "三"\n\n[[class.step]]\nid = "pension-assessment"\nnumber = "三(一)"\nname = "养老保险待遇核定材料"\nperiod = 50\nmark = "K"\n\n[[class.step]]\nid = "pension-lump-sums"\nnumber = "三(二)"\nname = "养老保险个人账户一次性支付材料"\nperiod = 50\nmark = "K"\n\n[[class.step]]\nid = "work-capacity-appraisal"\nnumber = "三(三)"\nname = "劳动能力鉴定材料"\nperiod = 50\nmark = "K"\n\n[[class.step]]\nuse = "by-accounting-rules"\nnumber = "三(四)"\nheading = "养老保险付款凭证、会计账簿、会计报表等"\nmark = "K"\n\n[[class.step]]\nid = "pension-payment-details"\nnumber = "三(五)"\nname = "养老保险支付明细表和汇总表"\nperiod = 30\nmark = "K"\n\n[[class.step]]\nid = "pension-annual-summary"\nnumber = "三(六)"\nname = "养老保险基金支付年度汇总表"\nperiod = "permanent"\nmark = "K"\n\n[[class]]\nid = "medical"\nname = "医疗保险待遇类"\nnumber = "四"\n\n[[class.step]]\nid = "special-outpatient-registration"\nnumber = "四(一)"\nname = "门诊特殊病登记材料"\nperiod = 10\nmark = "K"\n\n[[class.step]]\nid = "care-registration"\nnumber = "四(二)"\nname = "就医登记材料"\nperiod = 10\nmark = "K"\n\n[[class.step]]\nid = "inpatient-assessment"\nnumber = "四(三)"\nname = "医疗保险住院待遇核定材料"\nperiod = 10\nmark = "K"\n\n[[class.step]]\nid = "outpatient-assessment"\nnumber = "四(四)"\nname = "医疗保险门诊待遇核定材料"\nperiod = 10\n\n[[class.step]]\nuse = "by-accounting-rules"\nnumber = "四(五)"\nheading = "医疗保险付款凭证、会计账簿、会计报表等"\n\n[[class.step]]\nid = "medical-payment-details"\nnumber = "四(六)"\nname = "医疗保险支付明细表和汇总表"\nperiod = 30\n\n[[class.step]]\nid = "medical-annual-summary"\nnumber = "四(七)"\nname = "医疗保险基金支付年度汇总表"\nperiod = "permanent"\n\n[[class]]\nid = "unemployment"\nname = "失业保险待遇类"\nnumber = "五"\n\n[[class.step]]\nid = "unemployment-registration"\nnumber = "五(一)"\nname = "失业备案材料"\nperiod = 10\n\n[[class.step]]\nid = "unemployment-transfer"\nnumber = "五(二)"\nname = "失业人员失业保险关系转移材料"\nperiod = 10\n\n[[class.step]]\nid = "unemployment-assessment"\nnumber = "五(三)"\nname = "失业保险待遇核定材料"\nperiod = 10\n\n[[class.step]]\nid = "employment-subsidies"\nnumber = "五(四)"\nname = "促进就业补贴核定材料"\nperiod = 10\n\n[[class.step]]\nuse = "by-accounting-rules"\nnumber = "五(五)"\nheading = "失业保险付款凭证、会计账簿、会计报表等"\n\n[[class.step]]\nid = "unemployment-payment-details"\nnumber = "五(六)"\nname = "失业保险支付明细表和汇总表"\nperiod = 30\n\n[[class.step]]\nid = "unemployment-annual-summary"\nnumber = "五(七)"\nname = "失业保险基金支付年度汇总表"\nperiod = "permanent"\n\n[[class]]\nid = "injury"\nname = "工伤保险待遇类"\nnumber = "六"\n\n[[class.step]]\nid = "injury-registration"\nnumber = "六(一)"\nname = "工伤备案材料"\nperiod = 10\n\n[[class.step]]\nid = "injury-determination"\nnumber = "六(二)"\nname = "工伤认定材料"\nperiod = 50\n\n[[class.step]]\nid = "injury-person-changes"\nnumber = "六(三)"\nname = "工伤人员登记变动材料"\nperiod = 50\n\n[[class.step]]\nid = "disability-death-assessment"\nnumber = "六(四)"\nname = "工伤保险伤残工亡待遇核定材料"\nperiod = 50\n\n[[class.step]]\nid = "injury-care-assessment"\nnumber = "六(五)"\nname = "工伤保险医疗待遇核定材料"\nperiod = 10\nmark = "K"\n\n[[class.step]]\nid = "injury-prevention-costs"\nnumber = "六(六)"\nname = "工伤预防费用核定材料"\nperiod = 10\nmark = "K"\n\n[[class.step]]\nuse = "by-accounting-rules"\nnumber = "六(七)"\nheading = "工伤保险付款凭证、会计账簿、会计报表等"\nmark = "K"\n\n[[class.step]]\nid = "injury-payment-details"\nnumber = "六(八)"\nname = "工伤保险支付明细表和汇总表"\nperiod = 30\nmark = "K"\n\n[[class.step]]\nid = "injury-annual-summary"\nnumber = "六(九)"\nname = "工伤保险基金支付年度汇总表"\nperiod = "permanent"\nmark = "K"\n\n[[class]]\nid = "maternity"\nname = "生育保险待遇类"\nnumber = "七"\n\n[[class.step]]\nid = "pregnancy-registration"\nnumber = "七(一)"\nname = "妊娠登记材料"\nperiod = 10\nmark = "K"\n\n[[class.step]]\nid = "complications-registration"\nnumber = "七(二)"\nname = "并发症登记材料"\nperiod = 10\n\n[[class.step]]\nid = "maternity-assessment"\nnumber = "七(三)"\nname = "生育保险待遇核定材料"\nperiod = 10\n\n[[class.step]]\nuse = "by-accounting-rules"\nnumber = "七(四)"\nheading = "生育保险付款凭证、会计账簿、会计报表等"\n\n[[class.step]]\nid = "maternity-payment-details"\nnumber = "七(五)"\nname = "生育保险支付明细表和汇总表"\nperiod = 30\n\n[[class.step]]\nid = "maternity-annual-summary"\nnumber = "七(六)"\nname = "生育保险基金支付年度汇总表"\nperiod = "permanent"\n\n[[class]]\nid = "statistics"\nname = "社会保险业务统计报表类"\nnumber = "八"\n\n[[class.step]]\nid = "annual-statistics"\nnumber = "八(一)"\nname = "各项社会保险年度统计报表"\nperiod = "permanent"\n\n[[class.step]]\nid = "data-and-analyses"\nnumber = "八(二)"\nname = "社会保险数据和分析报告等资料"\nperiod = 30\n\n[[class.step]]\nid = "periodic-statistics"\nnumber = "八(三)"\nname = "社会保险业务月/季统计报表"\nperiod = 10\n\n[[class.step]]\nid = "fund-budgets"\nnumber = "八(四)"\nname = "各项社会保险基金年度预决算表"\naccounting = "annual_reports"\n\n[[class]]\nid = "audit"\nname = "社会保险稽核监管类"\nnumber = "九"\n\n[[class.step]]\nid = "audits"\nnumber = "九(一)"\nname = "社会保险稽核材料"\nperiod = 30\n\n[[class.step]]\nid = "supervision"\nnumber = "九(二)"\nname = "社会保险监察材料"\nperiod = 30\n\n[[class.step]]\nid = "internal-control"\nnumber = "九(三)"\nname = "社会保险经办机构内部控制材料"\nperiod = 30\n\n[[class.step]]\nid = "major-cases"\nnumber = "九(四)"\nname = "社会保险大案、要案、特殊案件的稽核材料"\nperiod = "permanent"\nmark = "S"    # read in a local scheme only\n\n[[decision]]\nabout = "period_by_reference"\ntext = "附件原文即如此：按《会计档案管理办法》确定，取记录年度施行的会计档案保管期限表。"\n','\n',char(10)));
CREATE TABLE place (
    id bigint primary key,
    fonds_id bigint not null references fonds (id),
    year bigint not null,
    scheme_id text not null,
    class_id text not null,
    step_id text not null,
    period text not null,            -- permanent, or years
    unique (fonds_id, year, scheme_id, class_id, step_id, period)
);
INSERT INTO place VALUES(1,1,2009,'wuhu-2009','collection','contribution-assessment','100');
INSERT INTO place VALUES(2,1,2012,'wuhu-2009','collection','contribution-assessment','100');
INSERT INTO place VALUES(3,1,2013,'wuhu-2009','collection','contribution-assessment','100');
CREATE TABLE volume (
    id bigint primary key,
    place_id bigint not null references place (id),
    number bigint not null check (number > 0),
    step_text text not null,         -- the step's name as this volume's codes print it
    title text not null,
    state text not null check (state in ('open', 'closed')),
    items bigint not null check (items >= 0),
    pages bigint not null check (pages >= 0),
    first_date text,
    last_date text,
    code text not null,
    code_sort text not null,
    statement text not null,         -- 备考表: 本卷情况说明
    closed_on text,
    closed_by text not null,
    checked_by text not null,
    eligible_on text,                -- first day it may be appraised; null: permanent or a question
    question text,
    deciding_item bigint,
    unique (place_id, number),
    unique (id, place_id),
    check ((state = 'closed') = (closed_on is not null))
);
INSERT INTO volume VALUES(1,1,1,'社会保险费征缴核定材料','2009年度社会保险费征缴核定材料（第1卷）','open',8,36,'2009-03-22','2009-03-22','2009-ZJ-社会保险费征缴核定材料-1-36-H','2009.001.0000.65436.0000000001.0000000000','',NULL,'','','2110-01-01',NULL,1);
INSERT INTO volume VALUES(2,2,1,'社会保险费征缴核定材料','2012年度社会保险费征缴核定材料（第1卷）','closed',1,3,'2012-03-22','2012-03-22','2012-ZJ-社会保险费征缴核定材料-1-3-H','2012.001.0000.65436.0000000001.0000000000','本卷共有文件材料 1 件，3 页。经检查，页号连续，题名、日期齐全。','2026-11-21','陈','李','2113-01-01',NULL,9);
INSERT INTO volume VALUES(3,3,1,'社会保险费征缴核定材料','2013年度社会保险费征缴核定材料（第1卷）','open',1,2,'2013-03-22','2013-03-22','2013-ZJ-社会保险费征缴核定材料-1-2-H','2013.001.0000.65436.0000000001.0000000000','',NULL,'','','2114-01-01',NULL,11);
CREATE TABLE item (
    id bigint primary key,
    place_id bigint not null references place (id),
    volume_id bigint,                -- null: taken out, waiting to be filed again
    seq bigint not null,             -- 顺序号 in the volume
    rule bigint not null,            -- which line of the step's table (accounting blocks have several)
    page_from bigint not null,
    pages bigint not null check (pages > 0),
    code text not null,
    code_sort text not null,
    title text not null check (title <> ''),
    creator text not null,
    doc_number text not null,
    date text,
    date_end text,
    secrecy text not null,
    medium text not null,
    remarks text not null,
    more text not null,              -- further columns of the sheet, JSON; '' when none
    eligible_on text,
    question text,
    likeness bigint not null,        -- first 8 bytes of Description::likeness
    batch_id bigint,
    batch_row bigint,
    filed_in bigint not null,        -- the event that brought it in
    -- an item can only stand in a volume of its own place: years, classes and periods never mix
    foreign key (volume_id, place_id) references volume (id, place_id)
);
INSERT INTO item VALUES(1,1,1,1,0,1,1,'2009-ZJ-社会保险费征缴核定材料-1-1-H','2009.001.0000.65436.0000000001.0000000001','缴费核定表1','','','2009-03-22',NULL,'','','','','2110-01-01',NULL,7721660475180795705,1,2,3);
INSERT INTO item VALUES(2,1,1,2,0,2,2,'2009-ZJ-社会保险费征缴核定材料-1-2-H','2009.001.0000.65436.0000000001.0000000002','缴费核定表2','','','2009-03-22',NULL,'','','','','2110-01-01',NULL,5159848644877365873,1,3,3);
INSERT INTO item VALUES(3,1,1,3,0,4,3,'2009-ZJ-社会保险费征缴核定材料-1-4-H','2009.001.0000.65436.0000000001.0000000004','缴费核定表3','','',NULL,NULL,'','','','','2110-01-01',NULL,4771537665102525345,1,4,3);
INSERT INTO item VALUES(4,1,1,4,0,7,4,'2009-ZJ-社会保险费征缴核定材料-1-7-H','2009.001.0000.65436.0000000001.0000000007','缴费核定表4','','','2009-03-22',NULL,'','','','','2110-01-01',NULL,-8052793238726331643,1,5,3);
INSERT INTO item VALUES(5,1,1,5,0,11,5,'2009-ZJ-社会保险费征缴核定材料-1-11-H','2009.001.0000.65436.0000000001.0000000011','缴费核定表5','','','2009-03-22',NULL,'','','','','2110-01-01',NULL,4582470822030900794,1,6,3);
INSERT INTO item VALUES(6,1,1,6,0,16,6,'2009-ZJ-社会保险费征缴核定材料-1-16-H','2009.001.0000.65436.0000000001.0000000016','缴费核定表6','','','2009-03-22',NULL,'','','','','2110-01-01',NULL,-3016461643143450892,1,7,3);
INSERT INTO item VALUES(7,1,1,7,0,22,7,'2009-ZJ-社会保险费征缴核定材料-1-22-H','2009.001.0000.65436.0000000001.0000000022','缴费核定表7','','','2009-03-22',NULL,'','','','','2110-01-01',NULL,896997337631893766,1,8,3);
INSERT INTO item VALUES(8,1,1,8,0,29,8,'2009-ZJ-社会保险费征缴核定材料-1-29-H','2009.001.0000.65436.0000000001.0000000029','缴费核定表8','','','2009-03-22',NULL,'','','','','2110-01-01',NULL,-2921950093274746373,1,9,3);
INSERT INTO item VALUES(9,2,2,1,0,1,3,'2012-ZJ-社会保险费征缴核定材料-1-1-H','2012.001.0000.65436.0000000001.0000000001','甲','','','2012-03-22',NULL,'','纸质','','','2113-01-01',NULL,6320393782112574491,NULL,NULL,7);
INSERT INTO item VALUES(10,2,NULL,0,0,1,4,'','','乙','','','2012-03-22',NULL,'','纸质','','','2113-01-01',NULL,-1154791422527172728,NULL,NULL,7);
INSERT INTO item VALUES(11,3,3,1,0,1,2,'2013-ZJ-社会保险费征缴核定材料-1-1-H','2013.001.0000.65436.0000000001.0000000001','丙','','','2013-03-22',NULL,'','纸质','','[["经办人","王五"]]','2114-01-01',NULL,5187985054981441088,NULL,NULL,26);
CREATE TABLE person (
    item_id bigint not null references item (id),
    seq bigint not null,
    name text not null,
    id_number text not null,
    id_given text not null,
    personal_no text not null,
    note text not null,
    primary key (item_id, seq)
);
INSERT INTO person VALUES(1,0,'张三','990000199003071235','','','');
INSERT INTO person VALUES(2,0,'李四','990000199003071235','','','');
INSERT INTO person VALUES(3,0,'张三','990000199003071235','','','');
INSERT INTO person VALUES(4,0,'李四','990000199003071235','','','');
INSERT INTO person VALUES(5,0,'张三','990000199003071235','','','');
INSERT INTO person VALUES(6,0,'李四','990000199003071235','','','');
INSERT INTO person VALUES(7,0,'张三','990000199003071235','','','');
INSERT INTO person VALUES(8,0,'李四','990000199003071235','','','');
CREATE TABLE unit (
    item_id bigint not null references item (id),
    seq bigint not null,
    name text not null,
    number text not null,
    primary key (item_id, seq)
);
INSERT INTO unit VALUES(1,0,'一中','');
INSERT INTO unit VALUES(2,0,'一中','');
INSERT INTO unit VALUES(3,0,'一中','');
INSERT INTO unit VALUES(4,0,'一中','');
INSERT INTO unit VALUES(5,0,'一中','');
INSERT INTO unit VALUES(6,0,'一中','');
INSERT INTO unit VALUES(7,0,'一中','');
INSERT INTO unit VALUES(8,0,'一中','');
CREATE TABLE fact (
    id bigint primary key,
    item_id bigint not null references item (id),
    kind text not null,
    on_day text not null,
    note text not null
);
INSERT INTO fact VALUES(1,9,'appraised_keep','2016-03-01','鉴定小组');
CREATE TABLE batch (
    id bigint primary key,
    digest text not null unique,     -- of the file and the decisions it was read with
    file_digest text not null,
    file_name text not null,
    sender text not null,
    state text not null check (state in ('running', 'done')),
    rows_read bigint not null,
    accepted bigint not null,
    refused bigint not null,
    done_through bigint not null     -- last row of the sheet this batch is finished with
, sheet text not null default '');
INSERT INTO batch VALUES(1,'94861bc524f625b5b79b8cf575c1121af52aafd8a0d538f859e1f3cc62f4651c','6475cb08d4123dfc54a83430f7008e577a079d05ab08af3a4ef4afbc672b9f34','移交.csv','','done',9,8,1,9,'移交');
INSERT INTO batch VALUES(2,'d','f','旧.xls','旧','running',5,3,1,6,'');
CREATE TABLE batch_row (
    batch_id bigint not null references batch (id),
    row_number bigint not null,
    item_id bigint,                  -- null: refused
    problems text not null,          -- JSON
    changes text not null,           -- JSON
    primary key (batch_id, row_number)
);
INSERT INTO batch_row VALUES(1,2,1,'[]','[{"column":"日期","from":"2009.3.22","kind":"date_shape","message":{"en":"\"2009.3.22\" read as 2009-03-22","zh":"“2009.3.22”读作 2009-03-22"},"row":2,"to":"2009-03-22"}]');
INSERT INTO batch_row VALUES(1,3,2,'[]','[{"column":"日期","from":"2009.3.22","kind":"date_shape","message":{"en":"\"2009.3.22\" read as 2009-03-22","zh":"“2009.3.22”读作 2009-03-22"},"row":3,"to":"2009-03-22"}]');
INSERT INTO batch_row VALUES(1,5,4,'[]','[{"column":"日期","from":"2009.3.22","kind":"date_shape","message":{"en":"\"2009.3.22\" read as 2009-03-22","zh":"“2009.3.22”读作 2009-03-22"},"row":5,"to":"2009-03-22"}]');
INSERT INTO batch_row VALUES(1,6,5,'[]','[{"column":"日期","from":"2009.3.22","kind":"date_shape","message":{"en":"\"2009.3.22\" read as 2009-03-22","zh":"“2009.3.22”读作 2009-03-22"},"row":6,"to":"2009-03-22"}]');
INSERT INTO batch_row VALUES(1,7,6,'[]','[{"column":"日期","from":"2009.3.22","kind":"date_shape","message":{"en":"\"2009.3.22\" read as 2009-03-22","zh":"“2009.3.22”读作 2009-03-22"},"row":7,"to":"2009-03-22"}]');
INSERT INTO batch_row VALUES(1,8,7,'[]','[{"column":"日期","from":"2009.3.22","kind":"date_shape","message":{"en":"\"2009.3.22\" read as 2009-03-22","zh":"“2009.3.22”读作 2009-03-22"},"row":8,"to":"2009-03-22"}]');
INSERT INTO batch_row VALUES(1,9,8,'[]','[{"column":"日期","from":"2009.3.22","kind":"date_shape","message":{"en":"\"2009.3.22\" read as 2009-03-22","zh":"“2009.3.22”读作 2009-03-22"},"row":9,"to":"2009-03-22"}]');
INSERT INTO batch_row VALUES(1,10,NULL,'[{"column":"页数","fix":{"en":"count the pages and write the number","zh":"数一数原件，填上页数"},"kind":"page_count_missing","message":{"en":"no page count","zh":"没有页数"},"row":10,"weight":"refuse"}]','[]');
CREATE TABLE mapping (
    id bigint primary key,
    sender text not null,
    headings text not null,
    body text not null,
    unique (sender, headings)
);
INSERT INTO mapping VALUES(1,'','题名日期页数单位名称姓名身份证号备注','{"columns":[{"field":"title","heading":"题名","index":0},{"field":"date","heading":"日期","index":1},{"field":"pages","heading":"页数","index":2},{"field":"unit_name","heading":"单位名称","index":3},{"field":"person_name","heading":"姓名","index":4},{"field":"id_number","heading":"身份证号","index":5},{"field":"remarks","heading":"备注","index":6}]}');
CREATE TABLE event (
    seq bigint primary key,
    at text not null,
    actor text not null,
    what text not null,
    about text not null,
    detail text not null,            -- JSON
    touched text not null,           -- kind, id and digest of every row it left in a new state
    prev text not null,
    digest text not null
);
INSERT INTO event VALUES(1,'2026-11-21T12:00:00+08:00','local','fonds_founded','0211 芜湖市人力资源和社会保障局','{"name":"芜湖市人力资源和社会保障局","number":"0211","scheme":"wuhu-2009"}',replace('f1 72337cc8c9409b8dab5e43bff594a996cab4821467b8bb0374e5e431a24cfc6e\ns1 c9584b747e95812ae675a61b4562c6583d611dbe2f69b47a436d328d5b48cbf7\ns2 4cb4a8cb84ec2a21ec01cf3f19ece31708fad9ec49097b115914e3d79664cd2c\ns3 2a1d30001d32e675064c982b9213f48f42702f313140b4f234316cfdc51d8341\ns4 7b658b804fcec211a66daa9432b5f78034b3f61a0d079ee3e3ae2a5604506b8e\n','\n',char(10)),'','668e8eb999f7c638e95509441fc35e2e377108bd7c6022fafd99bd2ad90cf6cb');
INSERT INTO event VALUES(2,'2026-11-21T12:00:00+08:00','local','batch_begun','移交.csv','{"batch":1,"digest":"6475cb08d4123dfc54a83430f7008e577a079d05ab08af3a4ef4afbc672b9f34","file":"移交.csv"}',replace('b1 b1cb8cd32c65d0eb0a538b870c95c9ad19a53bc8999b2417d509de1e0aac7106\n','\n',char(10)),'668e8eb999f7c638e95509441fc35e2e377108bd7c6022fafd99bd2ad90cf6cb','54913a34cd34c7b5973280170d35bc6d1b061cb8e3f6fbfed1738209377b9cc5');
INSERT INTO event VALUES(3,'2026-11-21T12:00:00+08:00','local','items_filed','移交.csv','{"batch":1,"items":8,"through_row":9}',replace('i1 5a4147435223405973468af34d84755857cb3a679e41728b31fae5df085c8283\ni2 87ed065786f0c9e43780815414e5ec91799082e254144f033b3084150debac9f\ni3 2d91b61bfd834aa48af377b9c9d790f5a2aafd0dcfe411a0796b33069ffb1a4e\ni4 0f7e4252d4c44823fc8f1b273173b4481c610e0c1f7dd5bc82903f6b743257c4\ni5 87a7dd8bf85a5d95acdfdfd8f89ed446928ddac1f6c39ee10802a0795103ce1b\ni6 2b03e7e8e9cbcb6c55d3931511e688e2a12da068b48c7717af83e2b8be5bbc49\ni7 de98e7bd1bc61e3e5efb7cfdccabc11d158ab4e3f35092444d08dcc039cbe877\ni8 8bf34a682c5fb9afa91219f22c8acada819be4de8e50e50569d11c95a23d42a2\nv1 66e300f08397fd9f69a673104fabfaa6324dc771837a56faaa3c456ce3f84ecf\nb1 8f219936eb6dc118eb2f3ce708edaa8dc1655984b1b8656d9a4c0884b3e342b6\np1 37954f444ec1cc14701e15cfe9e127b25df9866f717a57c1b05eb3e0b7fb0569\nr4294967298 25ff5b8410f382858e9bb68cf7a059f0e5824c4f246027492a5b08abf3995667\nr4294967299 b2e32288a09dbe015eace8484437933a962134795cc036f89a34464f654115ec\nr4294967301 2ca102d562cbc669cb4f1c07e9bbaf3ebfce5da67ae4ccfd5a6cb3adb2f1820e\nr4294967302 646f10e07bb118eb510ea52d2e296612f8aa8dea5521820c5d94d0ffd35afee1\nr4294967303 af82edf2d42e9d7276d5c72458b998341b422e6bb1cfc23499e1a51e1a9d6525\nr4294967304 12694862badc3799a7f0efe859c7fc916d0e5dac902aff854361835ebef0b3e9\nr4294967305 2405d64bef6719d5525faae9fe34871bb23ff67ccacae56f60d6396307a8c295\n','\n',char(10)),'54913a34cd34c7b5973280170d35bc6d1b061cb8e3f6fbfed1738209377b9cc5','abf158e5ba69acf381934ec3d892e2cacb11cd88263f36ced7b9b54f3e0cf578');
INSERT INTO event VALUES(4,'2026-11-21T12:00:00+08:00','local','batch_done','移交.csv','{"accepted":8,"batch":1,"read":9,"refused":1}',replace('b1 6e7416df3a7f312e3170145b0977d7de9cebca4a1296caf4d4bcda80473d235b\nm1 9e9c6e16a57b7bec079da5ac6a252e1f132396c77029095c9445b2ff8f6caab1\nr4294967306 0bc84bb909be7f92431dddbe793a2b217475bea2cd9a7fd3642c632e5f028ad8\n','\n',char(10)),'abf158e5ba69acf381934ec3d892e2cacb11cd88263f36ced7b9b54f3e0cf578','811851fcdd2ee64264a6ea9c0c0efa6c4cfc768a1365c47ed311288f7b1546dc');
INSERT INTO event VALUES(5,'2026-11-21T12:00:00+08:00','local','sheet_repaired','移交.csv','{"cells":[[2,5,"value"],[3,5,"value"],[4,5,"value"]],"count":3,"file":"78af7bdb5626eb0a046772b3edda705ca9e60ba7af0960eea89f7fa201d685a8","sheet":"移交"}',replace('x1 06d045b2a655b00138a4a36412e4f16639f6d2829903a4911b8372b766aaac0f\nx2 a80cc0a2d4de088fee9f2403ef5b1480d88af8dc7f3204239a59bb4825e1ac61\nx3 269ae5f49094bafcad431769ec52ccc6000224dd76011ab570de28da1b3ec147\n','\n',char(10)),'811851fcdd2ee64264a6ea9c0c0efa6c4cfc768a1365c47ed311288f7b1546dc','89ae3e041819e1525f4d10619fc5c5b4aacedac5293aed4166cce8aca62aff98');
INSERT INTO event VALUES(6,'2026-11-21T12:00:00+08:00','local','fonds_founded','0212 繁昌','{"name":"繁昌","number":"0212","scheme":"wuhu-2009"}',replace('f2 b56bd0e424933eecdd7a33b2089822937c2ca80f7e3a7af8cb821fb1c9cf8dd9\n','\n',char(10)),'89ae3e041819e1525f4d10619fc5c5b4aacedac5293aed4166cce8aca62aff98','88258802463246d90808aa7a1b8b94d7f9bdc1e1c9d836d22a7d463171b6d0d9');
INSERT INTO event VALUES(7,'2026-11-21T12:00:00+08:00','local','items_filed','2 件','{"items":2}',replace('i9 77d72a10e39308cba156c81110508914d3a35a169d490e0cbf92dfd6aaa77aa1\ni10 1c18fe52e4120454ec63f299ce59a0641fb0162c266ff16edf8f3c1420bf3ba7\nv2 1623dbeb3b6ad0ad345e0966e8b7af2d11617188ea7b2c58b4e83a4a20cce53d\np2 83f685317d61a56099fe37256564d3f90a9bba5d06593ed46c59323fd080bd9b\n','\n',char(10)),'88258802463246d90808aa7a1b8b94d7f9bdc1e1c9d836d22a7d463171b6d0d9','c01a9025c1b93f016a9fd830fc2b271851065edd16471835086325d75b472c50');
INSERT INTO event VALUES(8,'2026-11-21T12:00:00+08:00','local','item_taken_out','2012-ZJ-社会保险费征缴核定材料-1-4-H','{"code":"2012-ZJ-社会保险费征缴核定材料-1-4-H","item":10,"title":"乙","volume":2}',replace('i9 77d72a10e39308cba156c81110508914d3a35a169d490e0cbf92dfd6aaa77aa1\ni10 b2f85e0ed3260b457bcbb97b9bc93c5b6350510fb1b3a1e8a427ac2409a2126a\nv2 4c1fa62f65571459053d2b455bf128fc9991ddefc5322497427008d990a235aa\n','\n',char(10)),'c01a9025c1b93f016a9fd830fc2b271851065edd16471835086325d75b472c50','bdd1b910af935cc21763ecd806a7d3f0e133f174c150f6ead0a476675b612ae9');
INSERT INTO event VALUES(9,'2026-11-21T12:00:00+08:00','local','fact_recorded','2012-ZJ-社会保险费征缴核定材料-1-1-H','{"fact":"appraised_keep","item":9,"new":["2113-01-01",null],"note":"鉴定小组","old":["2113-01-01",null],"on":"2016-03-01"}',replace('i9 77d72a10e39308cba156c81110508914d3a35a169d490e0cbf92dfd6aaa77aa1\nv2 4c1fa62f65571459053d2b455bf128fc9991ddefc5322497427008d990a235aa\nq1 83c5364a08209f17c48e3a2785983bd74f8b74eb6fa867097eacefd001b7c7d6\n','\n',char(10)),'bdd1b910af935cc21763ecd806a7d3f0e133f174c150f6ead0a476675b612ae9','d47ef0bdee5c382d98be889ccb0a0a357ee6ce9bc88120abef9259c86d394a64');
INSERT INTO event VALUES(10,'2026-11-21T12:00:00+08:00','local','volume_closed','2012-ZJ-社会保险费征缴核定材料-1-3-H','{"checked_by":"李","closed_by":"陈","code":"2012-ZJ-社会保险费征缴核定材料-1-3-H","items":1,"pages":3,"statement":"本卷共有文件材料 1 件，3 页。经检查，页号连续，题名、日期齐全。","volume":2}',replace('i9 77d72a10e39308cba156c81110508914d3a35a169d490e0cbf92dfd6aaa77aa1\nv2 e09c9d025e235229e31b74d89f656d7c8404019e6fc2232f118a5241f9337aee\n','\n',char(10)),'d47ef0bdee5c382d98be889ccb0a0a357ee6ce9bc88120abef9259c86d394a64','8e518f4dddb630c0bd2c33735fe5a1f0a191f93555ff3ea829fda2cb01939fdf');
INSERT INTO event VALUES(11,'2026-11-21T12:00:00+08:00','local','basket_filled','2','{"item_ids":[9],"volume_ids":[2]}',replace('k1 a0461a7c82b32b86bdfe7ac7b4e83a31c80cc720dd0cb2786dae3db891542c28\nk2 105b74d5e67d88cff3f1ab80a9acd23388c77c3b804f52637c738fb6c5c4d980\n','\n',char(10)),'8e518f4dddb630c0bd2c33735fe5a1f0a191f93555ff3ea829fda2cb01939fdf','03c4b930612a98098fa6ece1a0fea2c74063799d3d4af4a4455f0eb8990be6a6');
INSERT INTO event VALUES(12,'2026-11-21T12:00:00+08:00','local','basket_lightened','1','{"item_ids":[9],"volume_ids":[]}',replace('k2 975ba593f42dc18947e6637b0f05a87ea64b70ccaaf829c6052352839d55d41a\n','\n',char(10)),'03c4b930612a98098fa6ece1a0fea2c74063799d3d4af4a4455f0eb8990be6a6','5ffe676765379435837a0bf7f44ed3e962203a35b88476f0610bf3e86b12ebc6');
INSERT INTO event VALUES(13,'2026-11-21T12:00:00+08:00','local','consulted','2012-ZJ-社会保险费征缴核定材料-1-1-H','{"code":"2012-ZJ-社会保险费征缴核定材料-1-1-H","consultation":1,"given":"looked","identity":"self","pages":0,"purpose":"benefit","subject":"甲"}',replace('u1 1b2c5ccf91de8fdae7248343bbf23793bff5c590741b35ec3915d6879bc6ed50\n','\n',char(10)),'5ffe676765379435837a0bf7f44ed3e962203a35b88476f0610bf3e86b12ebc6','b521872ecf5516538b6bcbd78c74953e97efa17c252ab3105ea1a3f5ae0e047c');
INSERT INTO event VALUES(14,'2026-11-21T12:00:00+08:00','local','copy_given','2012-ZJ-社会保险费征缴核定材料-1-1-H','{"code":"2012-ZJ-社会保险费征缴核定材料-1-1-H","consultation":1,"given":"copied","identity":"self","pages":2,"purpose":"benefit","subject":"甲"}',replace('u1 e3d648be8da4b4b9df335de5cdc130289325c1d32b41347ac3f11b6fe7f70f65\n','\n',char(10)),'b521872ecf5516538b6bcbd78c74953e97efa17c252ab3105ea1a3f5ae0e047c','3b78b61df11f1438948d9c9bbfd2d68bda209a1f3982ecf7e607cfa3327a7aa5');
INSERT INTO event VALUES(15,'2026-11-21T12:00:00+08:00','local','nothing_found','乙','{"code":"","consultation":2,"given":"not_found","identity":"self","pages":0,"purpose":"benefit","subject":"乙"}',replace('u2 0085c708c6d3ea97de7432c720fca0b343f05d636523af0e58946002f36b7da3\n','\n',char(10)),'3b78b61df11f1438948d9c9bbfd2d68bda209a1f3982ecf7e607cfa3327a7aa5','6fc5242c806d2ffdf5759815aca720eed51f9d53e9ad78a360e53373d03eadd9');
INSERT INTO event VALUES(16,'2026-11-21T12:00:00+08:00','local','consulted','2012-ZJ-社会保险费征缴核定材料-1-1-H','{"code":"2012-ZJ-社会保险费征缴核定材料-1-1-H","consultation":3,"given":"looked","identity":"self","pages":0,"purpose":"benefit","subject":"丙"}',replace('u3 6ed20c75364a83fec540e04edc77d1da58b9f94977deb1ae933cc3edae10c572\n','\n',char(10)),'6fc5242c806d2ffdf5759815aca720eed51f9d53e9ad78a360e53373d03eadd9','fbc989d67e30dcd75848d3e5dd91a83fba5f2d28a360bc0fb158cb2cbba5e20b');
INSERT INTO event VALUES(17,'2026-11-21T12:00:00+08:00','local','search_saved','一','{"saved_search":1}',replace('w1 1ee3b04ed8188134b2e9829ff2721d52d3ba94baac65f5b2d4d3564473e7291e\n','\n',char(10)),'fbc989d67e30dcd75848d3e5dd91a83fba5f2d28a360bc0fb158cb2cbba5e20b','79ee87fb564f5de90b0949b5c5c44f30a2696ed6d1fafff7d07a3411fc66cc3e');
INSERT INTO event VALUES(18,'2026-11-21T12:00:00+08:00','local','search_saved','二','{"saved_search":2}',replace('w2 e329b889f389bc3ceac057989e36b86bfa7d058422b85fa650a067c078cc18a0\n','\n',char(10)),'79ee87fb564f5de90b0949b5c5c44f30a2696ed6d1fafff7d07a3411fc66cc3e','19e0c1a4fd957e45b56c54ca63adf9076112e5441365857783dc15f6a7d1d9ef');
INSERT INTO event VALUES(19,'2026-11-21T12:00:00+08:00','local','search_saved','三','{"saved_search":3}',replace('w3 4121b3d89f6e6b9fd9e519a2f08d1716c9934c238d532a8aa6de4edd60f122ac\n','\n',char(10)),'19e0c1a4fd957e45b56c54ca63adf9076112e5441365857783dc15f6a7d1d9ef','6d504b962231bf3147c1a3a0b04579e6ceab6e34488b6e51394cd4b282dec416');
INSERT INTO event VALUES(20,'2026-11-21T12:00:00+08:00','local','search_removed','一','{"saved_search":1}',replace('w1 aaf20c9cc6ed1ef3443d14aae64c78f83fa53bd2dc2a756eecaf9eefce6cc904\n','\n',char(10)),'6d504b962231bf3147c1a3a0b04579e6ceab6e34488b6e51394cd4b282dec416','cebb4fd67c4d0ac4c167618aa1b74d2d98b0dd06fe80511a8297d0b615f7e6d4');
INSERT INTO event VALUES(21,'2026-11-21T12:00:00+08:00','local','printer_measured','档案室 HP','{"dx":12,"dy":3,"printer":1}',replace('y1 368437079f22e0ac906cf06448c4e618e62658e7737c26ae8d8faf7e38ab2d7a\n','\n',char(10)),'cebb4fd67c4d0ac4c167618aa1b74d2d98b0dd06fe80511a8297d0b615f7e6d4','c469694acfa7217f6e39bbd9cfe9584f40afc6dbf3f51099c1dee51e336b5c27');
INSERT INTO event VALUES(22,'2026-11-21T12:00:00+08:00','local','printer_measured','窗口 Brother','{"dx":-8,"dy":3,"printer":2}',replace('y2 4da97a216ddd7e397d258aa1915af1d04e0d87eb0d64b1359e5f40ebb208d097\n','\n',char(10)),'c469694acfa7217f6e39bbd9cfe9584f40afc6dbf3f51099c1dee51e336b5c27','bcc740c402d32fe2445dcf6d7f3221473e3d9bce39df0f15543270d36f4da5c3');
INSERT INTO event VALUES(23,'2026-11-21T12:00:00+08:00','local','printer_measured','财务 OKI','{"dx":0,"dy":3,"printer":3}',replace('y3 5d0e0f84f885704950b454dbc286ecaffde357634e0fa76608ea5e722e5ce017\n','\n',char(10)),'bcc740c402d32fe2445dcf6d7f3221473e3d9bce39df0f15543270d36f4da5c3','9ace82710b71a540fae918893dfa9f23d3802329f964c32daa740ba26ac2e7f7');
INSERT INTO event VALUES(24,'2026-11-21T12:00:00+08:00','local','job_started','catalog_export','{"input":{},"job":1}',replace('j1 48259544bd5609864d70639bf5712228d76a5976ad7d64cd30f09e2bc073bc97\n','\n',char(10)),'9ace82710b71a540fae918893dfa9f23d3802329f964c32daa740ba26ac2e7f7','00b2bc9970dfbfcea4a5e03e758814adb3946f4e944bce0c6dc9a288986df9b7');
INSERT INTO event VALUES(25,'2026-11-21T12:00:00+08:00','local','job_ended','catalog_export','{"job":1,"state":"done"}',replace('j1 5120ca3efcd4e75375f9605207f060e0c94942b513f8c690e8d57e3761f515e5\n','\n',char(10)),'00b2bc9970dfbfcea4a5e03e758814adb3946f4e944bce0c6dc9a288986df9b7','0eb235c6beb3351c14ce99e40a7581bcc217b559d87313b2bc005cfdcf8ff8f9');
INSERT INTO event VALUES(26,'2026-11-21T12:00:00+08:00','local','items_filed','1 件','{"items":1}',replace('i11 30661ab65d09caae36d9ef3957713a7f7c9a0fa5efb0d503c06b933138d87da5\nv3 7b9e302ed74638a0bba77de63664c39eef66c7329ee55584a6f3d9bee6c5793f\np3 95bcd41a60e61a87b15435bd31a0fdf1c00871b3d7c93912988a05f768161384\n','\n',char(10)),'0eb235c6beb3351c14ce99e40a7581bcc217b559d87313b2bc005cfdcf8ff8f9','3fe923d153b42938421ff5873f97c90e39cdfee870db0578552efd2b2b54aea3');
INSERT INTO event VALUES(27,'2026-11-21T12:00:00+08:00','local','batch_begun','旧.xls','{}',replace('b2 3c13be243d7b9ab5aaeb6913e5c54502b5051fde0b732ddce93f055f7dd0fec9\n','\n',char(10)),'3fe923d153b42938421ff5873f97c90e39cdfee870db0578552efd2b2b54aea3','bc789930fb5892396fee56ccfae6f1f0a5780d2c8857a6e73250f1b9a4255e96');
INSERT INTO event VALUES(28,'2026-11-21T12:00:00+08:00','local','job_started','import_items','{}',replace('j2 f835e20a88f9e1e2ad48c7f6c05cc58f0e667ccdc6f9ae701ac7a8e8689b348f\n','\n',char(10)),'bc789930fb5892396fee56ccfae6f1f0a5780d2c8857a6e73250f1b9a4255e96','682f7eb043d131cf6dc34a9ccb240c236d89659b57ada18b1f52637c60eb6447');
CREATE TABLE trace (
    kind text not null,
    row_id bigint not null,
    seq bigint not null references event (seq),
    primary key (kind, row_id, seq)
);
INSERT INTO trace VALUES('f',1,1);
INSERT INTO trace VALUES('s',1,1);
INSERT INTO trace VALUES('s',2,1);
INSERT INTO trace VALUES('s',3,1);
INSERT INTO trace VALUES('s',4,1);
INSERT INTO trace VALUES('b',1,2);
INSERT INTO trace VALUES('v',1,3);
INSERT INTO trace VALUES('b',1,3);
INSERT INTO trace VALUES('p',1,3);
INSERT INTO trace VALUES('b',1,4);
INSERT INTO trace VALUES('m',1,4);
INSERT INTO trace VALUES('x',1,5);
INSERT INTO trace VALUES('x',2,5);
INSERT INTO trace VALUES('x',3,5);
INSERT INTO trace VALUES('f',2,6);
INSERT INTO trace VALUES('v',2,7);
INSERT INTO trace VALUES('p',2,7);
INSERT INTO trace VALUES('i',9,8);
INSERT INTO trace VALUES('i',10,8);
INSERT INTO trace VALUES('v',2,8);
INSERT INTO trace VALUES('i',9,9);
INSERT INTO trace VALUES('v',2,9);
INSERT INTO trace VALUES('q',1,9);
INSERT INTO trace VALUES('i',9,10);
INSERT INTO trace VALUES('v',2,10);
INSERT INTO trace VALUES('k',1,11);
INSERT INTO trace VALUES('k',2,11);
INSERT INTO trace VALUES('k',2,12);
INSERT INTO trace VALUES('u',1,13);
INSERT INTO trace VALUES('u',1,14);
INSERT INTO trace VALUES('u',2,15);
INSERT INTO trace VALUES('u',3,16);
INSERT INTO trace VALUES('w',1,17);
INSERT INTO trace VALUES('w',2,18);
INSERT INTO trace VALUES('w',3,19);
INSERT INTO trace VALUES('w',1,20);
INSERT INTO trace VALUES('y',1,21);
INSERT INTO trace VALUES('y',2,22);
INSERT INTO trace VALUES('y',3,23);
INSERT INTO trace VALUES('j',1,24);
INSERT INTO trace VALUES('j',1,25);
INSERT INTO trace VALUES('v',3,26);
INSERT INTO trace VALUES('p',3,26);
INSERT INTO trace VALUES('b',2,27);
INSERT INTO trace VALUES('j',2,28);
CREATE TABLE counter (
    name text primary key,
    next bigint not null
);
INSERT INTO counter VALUES('edition',5);
INSERT INTO counter VALUES('fonds',3);
INSERT INTO counter VALUES('batch',3);
INSERT INTO counter VALUES('item',12);
INSERT INTO counter VALUES('place',4);
INSERT INTO counter VALUES('volume',4);
INSERT INTO counter VALUES('mapping',2);
INSERT INTO counter VALUES('repair',4);
INSERT INTO counter VALUES('fact',2);
INSERT INTO counter VALUES('basket',3);
INSERT INTO counter VALUES('consultation',4);
INSERT INTO counter VALUES('saved_search',4);
INSERT INTO counter VALUES('printer',4);
INSERT INTO counter VALUES('job',3);
CREATE TABLE job (
    id bigint primary key,
    kind text not null,
    state text not null check (state in ('queued', 'running', 'done', 'failed', 'cancelled')),
    input text not null,             -- JSON
    done bigint not null,
    total bigint not null,
    outcome text not null,           -- JSON
    file text not null,              -- result file inside the data directory
    error text not null,
    cancel_asked bigint not null,
    actor text not null,
    created_at text not null,
    updated_at text not null
, node text not null default '');
INSERT INTO job VALUES(1,'catalog_export','done','{}',0,0,'{"rows":1}','','',0,'local','2026-11-21T12:00:00+08:00','2026-11-21T12:00:00+08:00','node-TliWOkbxuQ2o');
INSERT INTO job VALUES(2,'import_items','queued','{"a":[null,"文"],"b":1}',0,0,'null','','',0,'local','2026-01-01T00:00:00+08:00','2026-01-01T00:00:00+08:00','');
CREATE TABLE basket (
    id bigint primary key,
    actor text not null,
    kind text not null check (kind in ('item', 'volume')),
    row_id bigint not null,
    present bigint not null check (present in (0, 1)),
    added_at text not null,
    unique (actor, kind, row_id)
);
INSERT INTO basket VALUES(1,'local','volume',2,1,'2026-11-21T12:00:00+08:00');
INSERT INTO basket VALUES(2,'local','item',9,0,'2026-11-21T12:00:00+08:00');
CREATE TABLE repair (
    id bigint primary key,
    file_digest text not null,
    sheet text not null,             -- the workbook's sheet; of a text file its name
    row_number bigint not null,      -- the sheet's own
    column_number bigint not null,   -- from 1; 0: the row as a whole
    cure text not null check (cure in ('value', 'to_check', 'keep', 'skip', 'withdrawn')),
    value text not null,
    unique (file_digest, sheet, row_number, column_number)
);
INSERT INTO repair VALUES(1,'78af7bdb5626eb0a046772b3edda705ca9e60ba7af0960eea89f7fa201d685a8','移交',2,5,'value','三中');
INSERT INTO repair VALUES(2,'78af7bdb5626eb0a046772b3edda705ca9e60ba7af0960eea89f7fa201d685a8','移交',3,5,'value','三中');
INSERT INTO repair VALUES(3,'78af7bdb5626eb0a046772b3edda705ca9e60ba7af0960eea89f7fa201d685a8','移交',4,5,'value','三中');
CREATE TABLE consultation (
    id bigint primary key,
    at text not null,
    actor text not null,             -- who served
    identity text not null,          -- keys of assets/consulting.toml
    asker text not null,
    document text not null,          -- card, letter or order number
    purpose text not null,
    item_id bigint references item (id),
    person_row bigint,               -- row inside the form, from 1
    subject text not null,           -- whom or what was looked for
    given text not null check (given in ('looked', 'copied', 'not_found')),
    pages bigint not null check (pages >= 0),
    tried text not null,             -- where nothing was found: what was tried
    check ((item_id is null) = (given = 'not_found'))
);
INSERT INTO consultation VALUES(1,'2026-11-21T12:00:00+08:00','local','self','张某某','','benefit',9,NULL,'甲','copied',2,'');
INSERT INTO consultation VALUES(2,'2026-11-21T12:00:00+08:00','local','self','张某某','','benefit',NULL,NULL,'乙','not_found',0,'原样：0 件');
INSERT INTO consultation VALUES(3,'2026-11-21T12:00:00+08:00','local','self','张某某','','benefit',9,NULL,'丙','looked',0,'');
CREATE TABLE saved_search (
    id bigint primary key,
    name text not null,
    owner text not null,
    question text not null,          -- JSON; '': removed
    at text not null
);
INSERT INTO saved_search VALUES(1,'','local','','2026-11-21T12:00:00+08:00');
INSERT INTO saved_search VALUES(2,'二','local','{"text":"征缴","choices":[]}','2026-11-21T12:00:00+08:00');
INSERT INTO saved_search VALUES(3,'三','local','{"text":"征缴","choices":[]}','2026-11-21T12:00:00+08:00');
CREATE TABLE printer (
    id bigint primary key,
    name text not null unique,
    dx bigint not null,              -- tenths of a millimetre to the right
    dy bigint not null,              -- tenths of a millimetre downwards
    at text not null
);
INSERT INTO printer VALUES(1,'档案室 HP',12,3,'2026-11-21T12:00:00+08:00');
INSERT INTO printer VALUES(2,'窗口 Brother',-8,3,'2026-11-21T12:00:00+08:00');
INSERT INTO printer VALUES(3,'财务 OKI',0,3,'2026-11-21T12:00:00+08:00');
CREATE INDEX volume_code on volume (code);
CREATE INDEX volume_due on volume (eligible_on);
CREATE INDEX item_volume on item (volume_id, page_from);
CREATE INDEX item_code on item (code);
CREATE INDEX item_likeness on item (likeness);
CREATE INDEX fact_item on fact (item_id);
CREATE INDEX batch_file on batch (file_digest);
CREATE TRIGGER event_chain before insert on event
when new.seq <> (select coalesce(max(seq), 0) + 1 from event)
  or new.prev <> coalesce((select digest from event order by seq desc limit 1), '')
begin select raise(abort, 'guard: event out of order'); end;
CREATE TRIGGER event_never_changes before update on event
begin select raise(abort, 'guard: the log is append-only'); end;
CREATE TRIGGER event_never_goes before delete on event
begin select raise(abort, 'guard: the log is append-only'); end;
CREATE TRIGGER edition_never_changes before update on edition
begin select raise(abort, 'guard: editions are immutable'); end;
CREATE TRIGGER edition_never_goes before delete on edition
begin select raise(abort, 'guard: editions are immutable'); end;
CREATE TRIGGER item_overlap_insert before insert on item
when new.volume_id is not null and exists (
    select 1 from item x where x.volume_id = new.volume_id
       and x.page_from < new.page_from + new.pages and x.page_from + x.pages > new.page_from)
begin select raise(abort, 'guard: pages overlap'); end;
CREATE TRIGGER item_overlap_update before update of volume_id, page_from, pages on item
when new.volume_id is not null and exists (
    select 1 from item x where x.volume_id = new.volume_id and x.id <> new.id
       and x.page_from < new.page_from + new.pages and x.page_from + x.pages > new.page_from)
begin select raise(abort, 'guard: pages overlap'); end;
CREATE TRIGGER item_into_closed before insert on item
when (select state from volume where id = new.volume_id) = 'closed'
begin select raise(abort, 'guard: volume is closed'); end;
CREATE TRIGGER item_moves_closed before update of volume_id on item
when coalesce(old.volume_id, 0) <> coalesce(new.volume_id, 0)
 and ('closed' in (select state from volume where id in (old.volume_id, new.volume_id)))
begin select raise(abort, 'guard: volume is closed'); end;
CREATE TRIGGER volume_never_reopens before update of state on volume
when old.state = 'closed' and new.state <> 'closed'
begin select raise(abort, 'guard: volume is closed'); end;
CREATE TRIGGER item_never_goes before delete on item
begin select raise(abort, 'guard: records are not deleted'); end;
CREATE INDEX person_name on person (name);
CREATE INDEX consultation_at on consultation (at);
CREATE INDEX consultation_item on consultation (item_id);
CREATE INDEX volume_shelf on volume (code_sort, id);
COMMIT;
