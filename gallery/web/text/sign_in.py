"""Texts of the sign-in page."""

from gallery.translations import lazy_gettext as _

SIGN_IN = _("Sign in")
INVITATION = _("Sign in with the owner's key to add and delete photos.")
KEY = _("Owner's key")
LINK = _(
    "On this machine, you can also open the link that %(command)s prints when it starts. The key is in the file "
    "%(file)s of the data folder, %(folder)s."
)

NO_KEY = _("This gallery has no owner's key yet")
WITHOUT_KEY = _("Until it has one, nobody can sign in, and it's read-only. If it's yours:")
GENERATE_KEY = _("Generate a long random key, for example with %(command)s.")
SET_KEY = _("Set it as %(setting)s: in the app settings in Azure, or in %(file)s on your machine.")
RESTART = _("Restart the app if it doesn't restart automatically, then come back here and sign in with the key.")
