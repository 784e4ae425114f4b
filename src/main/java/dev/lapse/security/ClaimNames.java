package dev.lapse.security;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where in a token Lapse finds who asks. A dot leads into an object: {@code realm_access.roles}.
 *
 * @param rolesClaim the names of roles
 * @param primaryAdministratorOfClaim the ids of the accounts whose primary administrator asks
 * @param providerOfClaim the ids of the resold accounts whose provider asks
 */
@ConfigurationProperties("lapse.security")
record ClaimNames(
    @DefaultValue("roles") String rolesClaim,
    @DefaultValue("primary_administrator_of") String primaryAdministratorOfClaim,
    @DefaultValue("provider_of") String providerOfClaim) {}
