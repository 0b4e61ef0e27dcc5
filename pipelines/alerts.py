"""Whom a failed run is told to."""

import dagster as dg

from resources.alerts import Alerts

SHOWN_CHARACTERS = 1500


@dg.run_failure_sensor(
    name="alerts",
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Tells of every failed run, to the places that ARXIV_CHUNKS_ALERTS names.",
)
def alerts(context: dg.RunFailureSensorContext, alerts: dg.ResourceParam[Alerts]) -> None:
    """What failed, for which days, and the last line of why, which says who must act."""
    run = context.dagster_run
    days = run.tags.get("dagster/partition") or " to ".join(
        run.tags[tag]
        for tag in ("dagster/asset_partition_range_start", "dagster/asset_partition_range_end")
        if tag in run.tags
    )
    causes = [_cause(event) for event in context.get_step_failure_events()] or [context.failure_event.message or ""]
    alerts.send(
        f"arxiv-chunks: {run.job_name} failed{f' for {days}' if days else ''}",
        "\n".join([*(cause[:SHOWN_CHARACTERS] for cause in causes), f"run {run.run_id}"]),
    )


def _cause(event: dg.DagsterEvent) -> str:
    error = event.step_failure_data.error
    while error is not None and error.cause is not None:
        error = error.cause
    return f"{event.step_key}: {error.message.strip() if error else 'no error was recorded'}"
