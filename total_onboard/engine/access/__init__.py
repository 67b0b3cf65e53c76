"""What the signed-in admin may do, and the tenant's facts and policies that setup depends on."""
