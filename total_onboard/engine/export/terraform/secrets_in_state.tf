
variable "secrets_in_state" {
  description = "true: Terraform creates the client secret and stores TOTAL's SCIM token; both are in the state, unencrypted. false: neither is in the state; do both in the Microsoft Entra admin center or with total-onboard."
  type        = bool
}
