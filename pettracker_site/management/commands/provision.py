from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from pettracker_site.aws import clients
from pettracker_site.aws.errors import StoreError
from pettracker_site.aws.stack import DeployResult, deploy, parameters

_SENTENCES = {
    DeployResult.CREATED: "Created the storage stack {stack}: tables, indexes, bucket {bucket}, policies.",
    DeployResult.UPDATED: "Updated the storage stack {stack}.",
    DeployResult.UNCHANGED: "The storage stack {stack} stands as infra/storage.yaml says; nothing to do.",
}


class Command(BaseCommand):
    help = "Deploys infra/storage.yaml (tables, indexes, bucket, policies); the second time it does nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        template = settings.STORAGE_TEMPLATE.read_text()
        try:
            outcome = deploy(
                clients.cloudformation(), clients.dynamodb(), settings.STORAGE_STACK, template, parameters()
            )
        except StoreError as error:
            raise CommandError(f"The storage stack could not be deployed: {error}") from error
        self.stdout.write(_SENTENCES[outcome].format(stack=settings.STORAGE_STACK, bucket=settings.FILE_BUCKET))
