from django.apps import AppConfig


class PhotosConfig(AppConfig):
    name = "photos"

    def ready(self) -> None:
        from pets.children.registry import register

        from .pet_child import PhotoChild

        register(PhotoChild())
