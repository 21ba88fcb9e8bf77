"""The accounts of the demo world."""

from bidding.simulation.cast import PASSWORD, Player
from trading.domain.actors import Actor
from trading.models import User
from trading.selectors.actors import actor_for
from trading.services.parties import register_organisation


def actor(player: Player) -> Actor:
    """The player as services know it; the account and the organisation are made where they are missing."""
    user = User.objects.filter(username=player.username).first()
    if user is None:
        user = User(username=player.username, full_name=player.full_name)
        user.set_password(PASSWORD)
        user.save()
    register_organisation(uscc=player.uscc, name=player.organisation, user=user, role=player.role)
    return actor_for(user)
