
# In the state if secrets_in_state is true: 'sensitive' only hides it in the output of Terraform.
variable "scim_token" {
  description = "TOTAL's SCIM token. Set it as TF_VAR_scim_token. Needed only if secrets_in_state is true."
  type        = string
  sensitive   = true
  default     = null
}
