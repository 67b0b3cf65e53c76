"""Three examples of each command, shown at the end of its help: what it is for, and what to type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

Examples = tuple[tuple[str, str], ...]

EXAMPLES: Final[Mapping[str, Examples]] = {
    "check-prereqs": (
        ("Check a tenant with the values from TOTAL", "--sheet contoso.totalsheet"),
        ("Show who will and who won't administer TOTAL", "--sheet contoso.totalsheet --forecast"),
        ("Try it in a sandbox without a P1 license", "--sandbox --persona free-tier"),
    ),
    "setup": (
        ("Try it without a tenant", "--sandbox"),
        ("Show the plan and change nothing", "--sheet contoso.totalsheet --dry-run"),
        ("Connect a tenant", "--sheet contoso.totalsheet --admin ada@contoso.com"),
    ),
    "status": (
        ("Compare the tenant with its desired state", ""),
        ("Fix what differs, after you confirm", "--repair"),
        ("Compare the tenants of many customers", "--tenants tenants.csv"),
        ("Write a report page and a calendar of expiry dates", "--report status.html --ics expiry.ics"),
    ),
    "sync": (
        ("Provision the admin group now", ""),
        ("Provision it unattended", "--yes --output json"),
        ("Also deactivate people who left", "--scim-token-file token.txt"),
    ),
    "verify": (
        ("Verify with the client secret of the hand-off", "--handoff contoso.totalhandoff"),
        ("Also sign in to TOTAL in a browser", "--identity"),
        ("Test that TOTAL accepts removals", "--rehearse-removal --test-person test@contoso.com"),
    ),
    "teardown": (
        ("Show what would be deleted", "--dry-run"),
        ("Delete the groups, too", "--groups"),
        ("Delete permanently, unattended", "--purge --confirm-tenant Contoso --yes"),
    ),
    "rotate-secret": (
        ("Create a new secret and hand it off", "--handoff new.totalhandoff"),
        ("Delete the old secret once TOTAL uses the new one", "--finish"),
        ("Replace TOTAL's SCIM token instead", "--scim-token --scim-token-file token.txt"),
    ),
    "monitor enable": (
        ("Let a GitHub workflow run status", "--github contoso/operations:ref:refs/heads/main"),
        ("Sign in with a certificate instead", "--certificate monitor.pem"),
        ("Show what would be created", "--certificate monitor.pem --dry-run"),
    ),
    "monitor disable": (
        ("Delete the identity", ""),
        ("Show what would be deleted", "--dry-run"),
        ("Delete it unattended", "--yes --output json"),
    ),
    "guide": (
        ("Show the steps with the values from TOTAL", "--sheet contoso.totalsheet"),
        ("Write a page to read and print", "--sheet contoso.totalsheet --format html --out a.html"),
        ("Name an administrator, too", "--sheet contoso.totalsheet --admin ada@contoso.com"),
    ),
    "export": (
        ("Show the setup as a script for the Azure CLI", "--sheet contoso.totalsheet"),
        ("Write the script to a file", "--sheet contoso.totalsheet --out setup.sh"),
        ("Name an administrator, too", "--sheet contoso.totalsheet --admin ada@contoso.com"),
        ("Write a configuration for Terraform", "--format terraform --out main.tf"),
        ("Write only what differs in a tenant", "--tenant contoso.com --out differences.sh"),
    ),
    "admins list": (
        ("List the administrators", ""),
        ("List them as JSON", "--output json"),
        ("Also list accounts that should be inactive", "--scim-token-file token.txt"),
    ),
    "admins add": (
        ("Add two people", "ada@contoso.com bo@contoso.com"),
        ("Add the people in a file", "--from admins.csv"),
        ("Add one person unattended", "ada@contoso.com --yes"),
    ),
    "admins remove": (
        ("Remove one person", "bo@contoso.com"),
        ("Remove the people in a file", "--from leavers.csv"),
        ("Remove the last administrator", "ada@contoso.com --allow-last-admin"),
    ),
    "value-sheet create": (
        ("Answer questions about one customer", ""),
        ("Name the values, and write a page for the admin", "--customer Contoso --page contoso.html"),
        ("Create sheets for many customers", "--from customers.csv --out-dir sheets"),
    ),
    "value-sheet list": (
        ("List all sheets", ""),
        ("List those that wait for the customer", "--waiting customer"),
        ("List what expires within 30 days", "--expiring 30 --ics expiry.ics"),
    ),
    "value-sheet show": (
        ("Show a sheet's file", "contoso.totalsheet"),
        ("Show a customer's history", "Contoso"),
        ("Write the sheet and its page again", "Contoso --out again.totalsheet --pdf a.pdf"),
    ),
    "value-sheet check": (
        ("Check a sheet", "contoso.totalsheet"),
        ("Check that it is for your tenant", "contoso.totalsheet --tenant contoso.com"),
        ("Check it in a script", "contoso.totalsheet --output json"),
    ),
    "value-sheet renew": (
        ("Replace a customer's sheet", "Contoso"),
        ("Choose how long it is valid", "Contoso --expires 14d"),
        ("Replace the SCIM token, too", "Contoso --scim-token-file token.txt"),
    ),
    "value-sheet withdraw": (
        ("Withdraw a customer's sheet", "Contoso"),
        ("Say why", 'Contoso --reason "wrong tenant"'),
        ("Withdraw the sheet in a file", "contoso.totalsheet"),
    ),
    "value-sheet note": (
        ("Add a note", 'Contoso "calls back on Monday"'),
        ("Delete the note", 'Contoso ""'),
        ("Mark the sheet as done", "Contoso --done"),
    ),
    "value-sheet import": (
        ("Import this computer's ledger", ""),
        ("Import another file", "ledger.db"),
        ("Show the result as JSON", "ledger.db --output json"),
    ),
    "handoff show": (
        ("Show a hand-off", "contoso.totalhandoff"),
        ("Show it as JSON", "contoso.totalhandoff --output json"),
        ("Show a file in another folder", "~/Downloads/contoso.totalhandoff"),
    ),
    "handoff open": (
        ("Print the values", "contoso.totalhandoff"),
        ("Copy them, and test the client secret", "contoso.totalhandoff --clipboard --verify"),
        ("Pass them to a command", "contoso.totalhandoff --run -- ./store-secret.sh"),
    ),
    "keys create": (
        ("Create key pairs for a team", "--name total-emea"),
        ("Limit their validity", "--name total-emea --not-after 2027-12-31"),
        ("Create an admin's key for the SCIM token", "--name contoso-admin"),
    ),
    "keys show": (
        ("Show all keys", ""),
        ("Show one key's fingerprint", "total-emea"),
        ("Write the public keys for customers", "total-emea --public > total-emea.jwk"),
    ),
    "keys list": (
        ("List your keys", ""),
        ("List them as JSON", "--output json"),
        ("Save the list", "> keys.txt"),
    ),
    "keys revoke": (
        ("Revoke a key", "total-emea"),
        ("Sign the list with another key", "total-emea --by total-2027"),
        ("Show the result as JSON", "total-emea --output json"),
    ),
    "auth login": (
        ("Sign in with a code, for all commands", ""),
        ("Sign in with a browser on this computer", "--sign-in browser"),
        ("Sign in for two commands only", "--for status --for verify"),
    ),
    "auth status": (
        ("Show who is signed in", ""),
        ("Show it as JSON", "--output json"),
        ("Show the sign-in to another cloud", "--cloud usgov"),
    ),
    "auth logout": (
        ("Remove the remembered sign-in", ""),
        ("Remove the sign-in to another cloud", "--cloud usgov"),
        ("Show the result as JSON", "--output json"),
    ),
    "sandbox replay": (
        ("Play a recorded run", "run.har"),
        ("Play one in another folder", "cases/contoso.har"),
        ("Save the variables that select it", "run.har > replay.env"),
    ),
    "sandbox compare": (
        ("Compare the sandbox with a recorded run", "run.har"),
        ("Compare another simulated tenant with it", "run.har --persona free-tier"),
        ("Show the differences as JSON", "run.har --output json"),
    ),
    "dashboard": (
        ("Open the dashboard", ""),
        ("Always at the same port", "--port 8440"),
        ("Keep what it does in a log", "--log-file dashboard.log"),
    ),
    "sandbox serve": (
        ("Run a sandbox where setup succeeds", ""),
        ("Run one that has drifted", "--persona drifted"),
        ("Approve every sign-in automatically", "--approve"),
    ),
    "sandbox personas": (
        ("List the personas", ""),
        ("List them as JSON", "--output json"),
        ("Include the personas of single findings", "--findings"),
    ),
    "keys trust": (
        ("Trust the key on a value sheet's page", "contoso.html"),
        ("Trust the key in a PDF", "contoso.pdf"),
        ("Name the fingerprint", "contoso.html --fingerprint 4F7K-29QT-M3XW-8RBD"),
    ),
    "explain": (
        ("Explain the code of an error", "graph-forbidden"),
        ("Explain a sign-in error of Microsoft", "AADSTS50076"),
        ("List all codes", "--list"),
    ),
    "config path": (
        ("Show the settings files", ""),
        ("Check another settings file", "--config contoso.toml"),
        ("Show them as JSON", "--output json"),
    ),
    "config show": (
        ("Show all settings and their sources", ""),
        ("Include a value sheet", "--sheet contoso.totalsheet"),
        ("Show them as JSON", "--output json"),
    ),
    "config init": (
        ("Write a settings file", ""),
        ("Replace it", "--force"),
        ("Show where it is, as JSON", "--output json"),
    ),
    "completion": (
        ("Bash: add this line to ~/.bashrc", "source <(total-onboard completion bash)"),
        ("Zsh: add this line to ~/.zshrc, after compinit", "source <(total-onboard completion zsh)"),
        ("Fish: add this line to ~/.config/fish/config.fish", "total-onboard completion fish | source"),
        (
            "PowerShell: add this line to $PROFILE",
            "total-onboard completion powershell | Out-String | Invoke-Expression",
        ),
    ),
    "help": (
        ("Show all commands", ""),
        ("Show the help of a command", "setup"),
        ("Show the help of a subcommand", "value-sheet create"),
    ),
}
