"""What about notices and channels cannot be done, and what to do instead."""

from salesops.kernel.problem import Wording

NO_SUCH_KIND = Wording(
    "no_such_kind",
    zh=("没有“{kind}”这种通知", "请从列表中选择"),
    en=('There are no notices of the kind "{kind}"', "Choose from the list"),
)
NO_SUCH_CHANNEL = Wording(
    "no_such_channel",
    zh=("没有这个群机器人", "它可能已被删除，请刷新页面"),
    en=("There is no such chat robot", "It may have been deleted; load the page again"),
)
CHANNEL_NAME_TAKEN = Wording(
    "channel_name_taken",
    zh=("已有名为“{name}”的群机器人", "请换一个名称"),
    en=('There is a chat robot called "{name}" already', "Choose another name"),
)
CHANNEL_OF_NOBODY = Wording(
    "channel_of_nobody",
    zh=("群机器人必须属于一个团队或一位用户", "请选择其中之一"),
    en=("A chat robot belongs to one team or to one user", "Choose one of the two"),
)
WRONG_ROBOT = Wording(
    "wrong_robot",
    zh=("群机器人没有收下消息：{what}", "请核对网址和签名密钥"),
    en=("The chat robot did not take the message: {what}", "Check its address and secret"),
)
NO_MAIL = Wording(
    "no_mail",
    zh=("尚未设置邮件服务器", "由部署人员设置环境变量 SALESOPS_SMTP_URL"),
    en=("No mail server is set up", "Have SALESOPS_SMTP_URL set where the server is started"),
)
NO_ADDRESS = Wording(
    "no_address",
    zh=("您的账号没有邮箱地址", "请先在“用户”中填写邮箱"),
    en=("Your account has no mail address", "Enter one among the users first"),
)
MAIL_FAILED = Wording(
    "mail_failed",
    zh=("邮件没有发出：{what}", "请核对 SALESOPS_SMTP_URL"),
    en=("The mail was not sent: {what}", "Check SALESOPS_SMTP_URL"),
)
