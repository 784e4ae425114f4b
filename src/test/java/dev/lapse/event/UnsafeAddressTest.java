package dev.lapse.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnsafeAddressTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.254.169.254", // Amazon, Azure, Google
        "169.254.170.2",
        "100.100.100.200", // Alibaba
        "192.0.0.192", // Oracle
        "fd00:ec2::254",
        "fe80::1",
        "::ffff:169.254.169.254",
        "::169.254.169.254",
        "64:ff9b::169.254.169.254",
        "2002:a9fe:a9fe::1",
        "0.0.0.0",
        "::",
        "224.0.0.1",
        "ff02::1"
      })
  void metadataAndLinkLocalAddressesAreUnsafe(String address) throws UnknownHostException {
    assertThat(UnsafeAddress.is(InetAddress.getByName(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "::1",
        "10.0.0.8",
        "192.168.1.1",
        "172.16.0.1",
        "93.184.216.34",
        "169.253.1.1",
        "2606:2800:220:1::1",
        "fd00:ec2::253",
        "64:ff9b::10.0.0.8",
        "2002:0a00:0008::1"
      })
  void addressesOfReceiversAreSafe(String address) throws UnknownHostException {
    assertThat(UnsafeAddress.is(InetAddress.getByName(address))).isFalse();
  }
}
