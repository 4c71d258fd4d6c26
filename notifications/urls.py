from django.urls import path

from notifications.views import inbox, public, receipts, suppressions, templates, wishes

app_name = "notifications"

urlpatterns = [
    path("thong-bao/", inbox.inbox, name="inbox"),
    path("thong-bao/<int:number>/", inbox.open_message, name="open"),
    path("thong-bao/tuy-chon/", wishes.wishes, name="wishes"),
    path("thong-bao/trinh-duyet/", wishes.browser, name="browser"),
    path("thong-bao/gui-lai/<int:number>/", wishes.appeal_page, name="appeal"),
    path("thong-bao/thoi-nhan/<str:token>/", public.unsubscribe, name="unsubscribe"),
    path("thong-bao/dung-hen/", public.punctuality, name="punctuality"),
    path("quan-tri/mau-tin/", templates.templates, name="templates"),
    path("quan-tri/mau-tin/<slug:kind>/<slug:channel>/<slug:language>/", templates.template, name="template"),
    path("quan-tri/ngung-gui/", suppressions.suppressions, name="suppressions"),
    path("quan-tri/ngung-gui/<int:number>/", suppressions.lift_page, name="lift"),
    path("doi-tac/sms/bao-nhan/", receipts.receipts, {"partner": "sms"}, name="sms_receipts"),
    path("doi-tac/zalo/bao-nhan/", receipts.receipts, {"partner": "zalo"}, name="zalo_receipts"),
    path("doi-tac/relay/bao-nhan/", receipts.receipts, {"partner": "relay"}, name="relay_reports"),
]
