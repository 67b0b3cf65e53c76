# Connect this tenant to TOTAL with Terraform. Written by total-onboard @VERSION@ export --format terraform.
@ABOUT@#
# 1. Sign in: az login --tenant TENANT, or give both providers a service principal.
# 2. Decide about the variables, then run: terraform init, terraform plan, terraform apply
# 3. Read 'terraform output'. 'total-onboard status --app-id CLIENT-ID --group-id GROUP-ID' compares the tenant with
#    what is desired.
#
# The Azure CLI signs in with a fixed set of Graph permissions, without those for provisioning and consent. If Microsoft
# answers 403, use a service principal with the permissions of 'total-onboard setup --explain-permissions'.
#
# Files like this were run with Terraform and the azuread provider in a simulated tenant, but not with the msgraph
# provider: read the plan.
#
# Terraform stores what it manages in its state, unencrypted. Neither provider can keep a secret out of it.
