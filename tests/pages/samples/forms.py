"""Forms with every kind of control that the pages use; the product's own are tested through its pages."""

from django import forms

MOMENT = {"type": "datetime-local", "step": "60"}


class KindForm(forms.Form):
    """A group of choices."""

    kind = forms.ChoiceField(
        label="交易类别",
        widget=forms.RadioSelect,
        choices=[("works", "工程建设项目公开招标"), ("land", "土地使用权挂牌出让")],
        initial="works",
    )


class BasicsForm(forms.Form):
    """Text, a grouped select, a long text that may be left out."""

    title = forms.CharField(label="项目名称", max_length=200)
    principal = forms.CharField(label="招标人", help_text="单位全称")
    region = forms.ChoiceField(label="项目所在地", choices=[("沈阳市", [("210112", "辽宁省沈阳市浑南区")])])
    summary = forms.CharField(
        label="项目概况",
        required=False,
        widget=forms.Textarea,
        help_text="建设内容、规模",
    )


class LotForm(forms.Form):
    """An amount."""

    title = forms.CharField(label="标段名称")
    scope = forms.CharField(label="招标范围", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    ceiling = forms.DecimalField(
        label="最高投标限价",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )


class LotFormSet(
    forms.formset_factory(LotForm, extra=0, can_delete=True)  # type: ignore[misc]
):
    """Several lots, each with a box to remove it."""

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = "移除这个标段"


class DocumentForm(forms.Form):
    """A file."""

    file = forms.FileField(label="选择文件", required=False)


class TimetableForm(forms.Form):
    """Moments and minutes."""

    documents_from = forms.DateTimeField(label="招标文件开始提供", widget=forms.DateTimeInput(attrs=MOMENT))
    documents_until = forms.DateTimeField(label="招标文件停止提供", widget=forms.DateTimeInput(attrs=MOMENT))
    deadline = forms.DateTimeField(
        label="投标截止与开标",
        help_text="恰好等于截止时间即为迟到",
        widget=forms.DateTimeInput(attrs=MOMENT),
    )
    window = forms.IntegerField(label="解密窗口")
    objections = forms.IntegerField(label="现场异议")


class PublishForm(forms.Form):
    """The confirmation that publishing asks for."""

    password = forms.CharField(
        label="密码",
        widget=forms.PasswordInput,
        help_text="再次输入密码，作为签名的确认",
    )
    read = forms.BooleanField(label="我已检查全部答案")


class OutageForm(forms.Form):
    """A decision with its reason."""

    decision = forms.ChoiceField(
        label="决定", widget=forms.RadioSelect, choices=[("extend", "延长"), ("dismiss", "不延长")]
    )
    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 4}), help_text="随公告一并公开")
    password = forms.CharField(label="再次输入登录密码", widget=forms.PasswordInput)


class YearForm(forms.Form):
    """A number, a line, a long text."""

    year = forms.IntegerField(label="年份")
    source = forms.CharField(label="文号", help_text="例如：国办发明电〔2026〕7号")
    text = forms.CharField(label="放假与调休", widget=forms.Textarea(attrs={"rows": 14}))


class InvitationForm(forms.Form):
    """An address that may be left out, and a box."""

    email = forms.EmailField(label="对方的邮箱", required=False, help_text="填写后同时发出邮件；也可以只用链接")
    administers = forms.BooleanField(label="也可以邀请和移出成员", required=False)


class LoginForm(forms.Form):
    """As allauth's: the fields that a log-in page shows."""

    login = forms.CharField(label="用户名或邮箱")
    password = forms.CharField(label="密码", widget=forms.PasswordInput)
    remember = forms.BooleanField(label="记住我", required=False)


class EmailForm(forms.Form):
    """One address."""

    email = forms.EmailField(label="邮箱")


class TextForm(forms.Form):
    """One long text."""

    text = forms.CharField(label="问题", help_text="请勿写出本单位名称", widget=forms.Textarea(attrs={"rows": 5}))


class TerminationForm(PublishForm):
    """A cause, a reason and the password."""

    cause = forms.ChoiceField(label="原因", widget=forms.RadioSelect, choices=[("force_majeure", "不可抗力")])
    reason = forms.CharField(label="理由", help_text="随公告一并公开", widget=forms.Textarea(attrs={"rows": 6}))
    field_order = ("cause", "reason")


class ClarificationForm(forms.Form):
    """What is clarified, answered and changed, in the parts that its page shows apart."""

    title = forms.CharField(label="标题")
    text = forms.CharField(label="澄清或修改的内容", widget=forms.Textarea(attrs={"rows": 8}))
    affects = forms.ChoiceField(
        label="是否可能影响投标文件的编制",
        widget=forms.RadioSelect,
        choices=[("yes", "可能影响：须在投标截止 15 日前发出，不足的顺延"), ("no", "不影响")],
    )
    reason = forms.CharField(label="不影响的理由", required=False)
    deadline = forms.DateTimeField(
        label="新的投标截止时间",
        required=False,
        widget=forms.DateTimeInput(attrs=MOMENT),
        help_text="不填即不变；只能延后，对全部标段生效",
    )
    wording = forms.CharField(label="公开的问题", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    answer = forms.CharField(
        label="答复", required=False, widget=forms.Textarea(attrs={"rows": 2}), help_text="不填即这次不答复"
    )
    summary = forms.CharField(label="项目概况", required=False, widget=forms.Textarea(attrs={"rows": 5}))
    ceiling = forms.DecimalField(label="第 1 标段最高投标限价", required=False, help_text="不填即不变")

    @property
    def main(self) -> list[forms.BoundField]:
        return [self[name] for name in ("title", "text", "affects", "reason", "deadline")]

    @property
    def notice(self) -> list[forms.BoundField]:
        return [self["summary"], self["ceiling"]]

    @property
    def answering(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        return [("工程量清单第三项的单位是米还是平方米？", self["wording"], self["answer"])]


class DeclarationForm(forms.Form):
    """Short texts with hints."""

    person = forms.CharField(label="单位负责人", help_text="法定代表人，或者法律规定代表单位的人")
    mark = forms.CharField(label="负责人证件号码后四位", help_text="只用来区分同名的人；平台不需要完整号码")
    contact = forms.CharField(label="投标联系人")
    phone = forms.CharField(label="联系电话")


class ControllerForm(forms.Form):
    """A row that may be left empty."""

    code = forms.CharField(label="统一社会信用代码", required=False)
    name = forms.CharField(label="单位名称", required=False)
    how = forms.ChoiceField(label="关系", choices=[("holds", "控股"), ("manages", "管理")], required=False)


ControllerFormSet = forms.formset_factory(ControllerForm, extra=1)


class ListCheckForm(forms.Form):
    """Two numbers that a script fills in, and the password."""

    password = forms.CharField(label="再次输入登录密码", widget=forms.PasswordInput)
    root = forms.CharField(widget=forms.HiddenInput)
    size = forms.IntegerField(widget=forms.HiddenInput)


class RepetitionForm(forms.Form):
    """A reason and the password."""

    password = forms.CharField(label="再次输入登录密码", widget=forms.PasswordInput)
    reason = forms.CharField(
        label="重新抽取的理由", help_text="写入账本，一并公开", widget=forms.Textarea(attrs={"rows": 4})
    )
    field_order = ("reason",)
