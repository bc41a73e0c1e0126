"""django-allauth's views, extended: mail that could not be sent, and forms that are sent twice."""

from contextlib import suppress
from typing import Any

from allauth.account import app_settings, views
from allauth.account.adapter import get_adapter
from allauth.account.internal.decorators import login_not_required
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView as BaseGenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView as BaseActivateTOTPView
from allauth.mfa.totp.views import DeactivateTOTPView as BaseDeactivateTOTPView
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.core import signing
from django.db import DatabaseError, IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _

from pettracker_site.models import User

from . import second_factor
from .mail import MailNotSent


class _MailErrorMixin:
    """If no mail could be sent, show the form again, with its input and the reason (beside a bad address)."""

    address_field = "email"

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            response: HttpResponse = super().form_valid(form)  # type: ignore[misc]  # of the view it is mixed into
        except MailNotSent as lost:
            self.undo()
            form.add_error(self.address_field if lost.is_refused else None, lost.words)
            response = self.form_invalid(form)  # type: ignore[attr-defined]
            response.status_code = 200 if lost.is_refused else 503
        return response

    def undo(self) -> None:
        """Undo what was done before the mail failed."""


class SignupView(_MailErrorMixin, views.SignupView):  # type: ignore[misc]
    user: User | None = None

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)
        except Exception:
            with suppress(DatabaseError):  # which is what failed, most likely
                self.undo()
            raise

    def undo(self) -> None:
        """Delete the account that the person would not know of; they can sign up again."""
        if self.user is not None and self.user.pk is not None:
            self.user.delete()


class LoginView(_MailErrorMixin, views.LoginView):  # type: ignore[misc]
    """A login with an unconfirmed address sends the confirmation link again."""

    address_field = "login"


class PasswordResetView(_MailErrorMixin, views.PasswordResetView):  # type: ignore[misc]
    pass


class EmailView(_MailErrorMixin, views.EmailView):  # type: ignore[misc]
    def _action_send(self, request: HttpRequest, *arguments: Any, **options: Any) -> HttpResponse | None:
        try:
            response: HttpResponse | None = super()._action_send(request, *arguments, **options)
        except MailNotSent as lost:
            messages.error(request, lost.words)
            return None
        return response


@method_decorator(login_not_required, name="dispatch")
class ConfirmEmailView(views.ConfirmEmailView):  # type: ignore[misc]
    """A confirmation link that was used before says so, and does nothing."""

    def post(self, *arguments: Any, **options: Any) -> HttpResponse:
        try:
            response: HttpResponse = super().post(*arguments, **options)
        except Http404:
            self.object = None
            if address := self._confirmed():
                messages.info(self.request, _("This address is confirmed already."))
                return redirect(get_adapter().get_email_verification_redirect_url(address))
            response = self.render_to_response(self.get_context_data())
        return response

    def get_context_data(self, **options: Any) -> dict[str, Any]:
        is_confirmed = self.object is None and self._confirmed() is not None
        context: dict[str, Any] = super().get_context_data(**options)
        return context | {"is_confirmed": is_confirmed}

    def _confirmed(self) -> EmailAddress | None:
        """The verified address of this link, if the link has not expired."""
        longest = app_settings.EMAIL_CONFIRMATION_EXPIRE_DAYS * 86_400
        try:
            key = signing.loads(self.kwargs["key"], max_age=longest, salt=app_settings.SALT)
        except signing.BadSignature:
            return None
        return EmailAddress.objects.filter(pk=key, verified=True).first()


@method_decorator(login_not_required, name="dispatch")
class PasswordResetFromKeyView(views.PasswordResetFromKeyView):  # type: ignore[misc]
    """The same form sent twice by the same browser gives the same answer (idempotent)."""

    _SET = "password_was_set_for"
    reset_user: User | None

    def dispatch(self, request: HttpRequest, uidb36: str, key: str, **options: Any) -> HttpResponseBase:
        response: HttpResponseBase = super().dispatch(request, uidb36, key, **options)
        is_used_up = hasattr(self, "reset_user") and self.reset_user is None
        if request.method == "POST" and is_used_up and self._was_set(request, uidb36):
            return HttpResponseRedirect(str(self.success_url))
        return response

    def form_valid(self, form: Any) -> HttpResponse:
        """Saved first, for a second form that arrives at the same moment and finds the link used."""
        self.request.session[self._SET] = self.kwargs["uidb36"]
        self.request.session.save()
        response: HttpResponse = super().form_valid(form)
        return response

    def _was_set(self, request: HttpRequest, uidb36: str) -> bool:
        """Checked and rate-limited like a login, so that it cannot be used to guess passwords."""
        as_it_is_now = type(request.session)(request.session.session_key)
        if as_it_is_now.get(self._SET) != uidb36:
            return False
        person = User.objects.filter(pk=uidb36).first()
        typed = self.get_form()
        if person is None or not typed.is_valid():
            return False
        password = typed.cleaned_data["password1"]
        return bool(get_adapter().authenticate(request, email=person.email, password=password) == person)


class PasswordChangeView(views.PasswordChangeView):  # type: ignore[misc]
    def form_valid(self, form: Any) -> HttpResponse:
        if form.is_done_already:
            get_adapter().add_message(self.request, messages.SUCCESS, "account/messages/password_changed.txt")
            return HttpResponseRedirect(self.get_success_url())
        response: HttpResponse = super().form_valid(form)
        return response


class ActivateTOTPView(BaseActivateTOTPView):  # type: ignore[misc]
    def dispatch(self, request: HttpRequest, *arguments: Any, **options: Any) -> HttpResponseBase:
        """If the factor is already active, redirect forwards, not to the page that deactivates it."""
        if request.user.is_authenticated and is_mfa_enabled(request.user, [Authenticator.Type.TOTP]):
            return self._redirect_if_active(request)
        response: HttpResponseBase = super().dispatch(request, *arguments, **options)
        if getattr(response, "url", "") == reverse("mfa_deactivate_totp"):  # it became active a moment ago
            return self._redirect_if_active(request)
        return response

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            with transaction.atomic():
                response: HttpResponse = super().form_valid(form)
                second_factor.record_activation(form.user, form.step)
        except IntegrityError:  # the same form, a moment before
            return self._redirect_if_active(self.request)
        return response

    def _redirect_if_active(self, request: HttpRequest) -> HttpResponse:
        return redirect("mfa_view_recovery_codes" if request.method == "POST" else "mfa_index")


class DeactivateTOTPView(BaseDeactivateTOTPView):  # type: ignore[misc]
    def dispatch(self, request: HttpRequest, *arguments: Any, **options: Any) -> HttpResponseBase:
        try:
            response: HttpResponseBase = super().dispatch(request, *arguments, **options)
        except Http404:  # it is gone already
            return redirect("mfa_index")
        return response


class GenerateRecoveryCodesView(BaseGenerateRecoveryCodesView):  # type: ignore[misc]
    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            User.objects.select_for_update().get(pk=form.user.pk)
            if form.is_done_already():
                return HttpResponseRedirect(str(self.success_url))
            response: HttpResponse = super().form_valid(form)
        return response
