package dev.lapse.event;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Set;

/**
 * Addresses that are never receivers of events but may trust requests from this machine: cloud
 * metadata services and other link-local addresses.
 */
public final class UnsafeAddress {
  /** Metadata services that are not link-local: Alibaba's and Oracle's, and Amazon's by IPv6. */
  private static final Set<String> METADATA =
      Set.of("100.100.100.200", "192.0.0.192", "fd00:ec2:0:0:0:0:0:254");

  private UnsafeAddress() {}

  public static boolean is(InetAddress address) {
    return address.isLinkLocalAddress()
        || address.isAnyLocalAddress()
        || address.isMulticastAddress()
        || METADATA.contains(address.getHostAddress())
        || isUnsafeInside(address);
  }

  /** IPv4 addresses embedded in IPv6 ones: mapped, compatible, 6to4 and NAT64. */
  private static boolean isUnsafeInside(InetAddress address) {
    if (!(address instanceof Inet6Address)) {
      return false;
    }
    byte[] bytes = address.getAddress();
    boolean nat64 =
        bytes[0] == 0 && bytes[1] == 0x64 && (bytes[2] & 0xff) == 0xff && (bytes[3] & 0xff) == 0x9b;
    boolean sixToFour = bytes[0] == 0x20 && bytes[1] == 0x02;
    boolean compatible = ((Inet6Address) address).isIPv4CompatibleAddress();
    if (nat64 || compatible) {
      return isUnsafe4(Arrays.copyOfRange(bytes, 12, 16));
    }
    return sixToFour && isUnsafe4(Arrays.copyOfRange(bytes, 2, 6));
  }

  private static boolean isUnsafe4(byte[] four) {
    return (four[0] & 0xff) == 169 && (four[1] & 0xff) == 254;
  }
}
