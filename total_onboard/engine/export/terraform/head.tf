# Connect this tenant to TOTAL with Terraform. Written by total-onboard @VERSION@ export --format terraform.
#
# 1. Sign in: az login --tenant TENANT, or give both providers a service principal.
# 2. Decide about the secrets (variable secrets_in_state), then run: terraform init, terraform plan, terraform apply
# 3. Read 'terraform output'. 'total-onboard status --app-id CLIENT-ID --group-id GROUP-ID' compares the tenant with
#    what is desired.
#
# The Azure CLI signs in with a fixed set of Graph permissions, without those for provisioning and consent. If Microsoft
# answers 403, use a service principal with the permissions of 'total-onboard setup --explain-permissions'.
#
# The form of this file is tested against the documentation of both providers, without running Terraform: read the plan.
#
# Terraform stores what it manages in its state, unencrypted. Neither provider can keep a secret out of it.

terraform {
  required_version = ">= 1.7"
  required_providers {
    azuread = {
      source  = "hashicorp/azuread"
      version = "~> 3.9"
    }
    msgraph = {
      source  = "microsoft/msgraph"
      version = "~> 0.3"
    }
  }
}

variable "secrets_in_state" {
  description = "true: Terraform creates the client secret and stores TOTAL's SCIM token; both are in the state, unencrypted. false: neither is in the state; do both in the Microsoft Entra admin center or with total-onboard."
  type        = bool
}
