package dev.lapse.security;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The claims of a token that Lapse reads. A dot leads into an object: {@code realm_access.roles}.
 *
 * @param rolesClaim claim with the names of roles
 * @param primaryAdministratorOfClaim claim with the ids of the accounts whose primary administrator
 *     the caller is
 * @param providerOfClaim claim with the ids of the resold accounts whose provider the caller is
 */
@ConfigurationProperties("lapse.security")
public record ClaimNames(
    @DefaultValue("roles") String rolesClaim,
    @DefaultValue("primary_administrator_of") String primaryAdministratorOfClaim,
    @DefaultValue("provider_of") String providerOfClaim) {}
