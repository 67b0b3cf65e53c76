
variable "scim_token_stored" {
  description = "true once the SCIM address and token are stored without Terraform: then it starts provisioning."
  type        = bool
  default     = false
}
