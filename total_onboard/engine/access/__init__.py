"""Access of the signed-in admin, and the tenant's facts and policies that setup depends on."""
