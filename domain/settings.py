"""Every setting of the program, read from the environment or the file .env; .env.example explains each."""

from functools import cache
from pathlib import Path

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What differs from one municipality or machine to the next."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore")

    data_dir: Path = Field(default=Path("var"), description="Where the embedded database, keys and files lie.")
    database_url: str = Field(default="", description="PostgreSQL address; empty means SQLite in the data folder.")
    secret_key: SecretStr = Field(default=SecretStr(""), description="Key of sealed data; empty: made at first start.")
    telegram_token: SecretStr = Field(default=SecretStr(""), description="Token of the bot; empty: the simulator.")
    telegram_api: str = Field(default="", description="Address of a Bot API server; empty: Telegram's own.")
    bot_name: str = Field(default="", description="The bot's @name, for links and QR codes on slips.")
    public_url: str = Field(default="", description="Public https address; set: webhook, empty: long polling.")
    webhook_secret: SecretStr = Field(default=SecretStr(""), description="Secret header of the webhook.")
    bot_port: int = Field(default=8082, description="Port of the webhook on this machine.")
    panel_host: str = Field(default="127.0.0.1", description="Address on which the panel listens.")
    panel_port: int = Field(default=8000, description="Port of the panel.")
    simulator_port: int = Field(default=8081, description="Port of the stand-in for Telegram.")
    secure_cookies: bool = Field(default=False, description="Send the sign-in cookie over https only.")
    idle_minutes: int = Field(default=30, description="Minutes without a click after which the panel signs out.")
    session_hours: int = Field(default=10, description="Hours after which the panel signs out whatever happens.")
    planning_seconds: int = Field(default=20, description="Seconds for planning the routes of one kitchen.")
    plan_review_months: int = Field(
        default=6, ge=1, le=36, description="Months after which a support plan is looked at again."
    )
    send_rate: float = Field(default=25.0, description="Messages a second to all chats together.")
    contact_days: int = Field(default=30, description="Days without a contact after which a case stands out.")
    cases_per_worker: int = Field(default=60, description="The norm: cases that one worker may have at a time.")
    offer_days: int = Field(default=3, ge=1, description="Working days for which an offered place is held.")
    contract_days: int = Field(
        default=7, ge=1, description="Days after which a printed contract without signatures stands out."
    )
    demo_people: int = Field(default=1658, description="How many invented people the demonstration has.")
    clock_shift_seconds: int = Field(default=0, description="Moves the clock, for tries with the simulator only.")

    @field_validator("database_url")
    @classmethod
    def _is_known_database(cls, given: str) -> str:
        if given and given.partition("://")[0].partition("+")[0] not in {"postgres", "postgresql", "sqlite"}:
            raise ValueError("write it as postgresql://user:password@host/name, or leave it empty")
        return given

    @property
    def database(self) -> str:
        """The address of the database for SQLAlchemy, with its asynchronous driver."""
        if not self.database_url:
            return f"sqlite+aiosqlite:///{self.data_dir / 'grizha.db'}"
        scheme, _, rest = self.database_url.partition("://")
        drivers = {"postgres": "postgresql+asyncpg", "postgresql": "postgresql+asyncpg", "sqlite": "sqlite+aiosqlite"}
        return f"{drivers.get(scheme, scheme)}://{rest}"

    @property
    def simulated(self) -> bool:
        """Whether the chats live in the simulator on this machine."""
        return not self.telegram_token.get_secret_value()

    @property
    def token(self) -> str:
        """The token the bot uses: the real one, or the simulator's."""
        return self.telegram_token.get_secret_value() or "1:simulator"

    @property
    def api(self) -> str:
        """Where the bot finds the Bot API, without a trailing slash; empty for Telegram's own."""
        if self.telegram_api:
            return self.telegram_api.rstrip("/")
        return f"http://127.0.0.1:{self.simulator_port}" if self.simulated else ""


@cache
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
