"""A read-only command in many tenants, from the tenants file to the exit status."""

from __future__ import annotations

from collections.abc import Sequence

from total_onboard.commands.inputs.load_inputs import CliOverrides, load_inputs
from total_onboard.commands.invocation.context import CommandContext, CommandResult
from total_onboard.commands.tenants.batch import Batch, Work
from total_onboard.commands.tenants.batch_options import TenantsOptions
from total_onboard.commands.tenants.exit_status import most_severe
from total_onboard.commands.tenants.home_sign_ins import HomeSignIns
from total_onboard.commands.tenants.run_record import RunRecord
from total_onboard.commands.tenants.tenant_entry import TenantEntry
from total_onboard.commands.tenants.tenants_file import read_tenants
from total_onboard.core.exit_status import ExitStatus
from total_onboard.core.text.formatting import pluralize
from total_onboard.entra.sign_in.scope_reason import ScopeReason
from total_onboard.ui.output.tenant_result import TenantResult
from total_onboard.ui.views.tenants import TenantsView, show_tenants


def run_in_tenants(
    context: CommandContext,
    options: TenantsOptions,
    scopes: Sequence[ScopeReason],
    work: Work,
    *,
    applications: bool = False,
) -> CommandResult:
    """Read the file, sign in, and do the work in every tenant; ``applications`` may do it, too.

    Raises BadTenantsFile, SignInFailed.
    """
    entries, batch = begin_batch(context, options, HomeSignIns(context, scopes, applications))
    left = [entry for entry in entries if entry.tenant not in batch.results]
    try:
        if left:
            batch.homes.begin(entry.home for entry in left)
            batch.run(left, work)
    except KeyboardInterrupt:
        return reported(context, entries, batch.results, interrupted=True)
    return reported(context, entries, batch.results)


def begin_batch(
    context: CommandContext, options: TenantsOptions, homes: HomeSignIns, *, keeps_record: bool = True
) -> tuple[tuple[TenantEntry, ...], Batch]:
    """Read the file and the record of the last run. Raises BadTenantsFile, JournalUnwritable."""
    entries = read_tenants(options.file)
    settings, _ = load_inputs(context, CliOverrides(reaches_no_tenant=True))
    record = RunRecord(settings, context.command, options.file) if keeps_record else None
    kept = record.begin(entries, resume=options.resume) if record else {}
    for entry in entries:
        if entry.tenant in kept and (tenant_id := kept[entry.tenant].tenant_id):
            homes.note_finished(entry, tenant_id)
    if kept:
        total = pluralize(len(entries), "tenant")
        context.screen.say(f"Resumed: {len(kept)} of {total} have a result from the earlier run.")
    view = TenantsView(context.screen, len(entries), len(kept))
    view.list_kept([kept[entry.tenant] for entry in entries if entry.tenant in kept])
    return entries, Batch(context, options, homes, view, record, kept)


def reported(
    context: CommandContext,
    entries: Sequence[TenantEntry],
    results: dict[str, TenantResult],
    *,
    interrupted: bool = False,
    good: str = "",
) -> CommandResult:
    """Show what became of the tenants, in the order of the file; ``good`` is what tenants without problems are."""
    if interrupted:
        context.screen.say("Interrupted.")
    found = tuple(results[entry.tenant] for entry in entries if entry.tenant in results)
    show_tenants(context.screen, context.command, found, len(entries), good)
    status = ExitStatus.INTERRUPTED if interrupted else most_severe(one.exit_code for one in found)
    return CommandResult(status, {"tenants": found})
