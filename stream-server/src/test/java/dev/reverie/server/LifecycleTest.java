package dev.reverie.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LifecycleTest {

  @Test
  void aPortInUseIsNamedWithTheFix() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> new Rig(Map.of("port", taken.getLocalPort())))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("port " + taken.getLocalPort())
          .hasMessageContaining("in use")
          .hasMessageContaining("--port");
    }
  }

  @Test
  void anAddressOfAnotherMachineIsNamedWithTheFix() {
    assertThatThrownBy(() -> new Rig(Map.of("host", "192.0.2.1")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("192.0.2.1")
        .hasMessageContaining("0.0.0.0");
  }

  @Test
  void aPortIsFreeAgainAtOnce() throws Exception {
    int port;
    try (Rig first = new Rig()) {
      port = first.server.port();
      assertThat(first.get("/healthz").statusCode()).isEqualTo(200);
    }
    try (Rig second = new Rig(Map.of("port", port))) {
      assertThat(second.server.url()).isEqualTo("http://127.0.0.1:" + port + "/");
      assertThat(second.get("/healthz").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void everyNetworkMeansLoopbackToo() throws Exception {
    try (Rig rig = new Rig(Map.of("host", "0.0.0.0"))) {
      assertThat(rig.server.url()).startsWith("http://127.0.0.1:");
      assertThat(rig.get("/").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void theNewProtocolsLoopbackWorks() throws Exception {
    boolean here =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .anyMatch(a -> a instanceof Inet6Address && a.isLoopbackAddress());
    Assumptions.assumeTrue(here, "this machine has no IPv6");
    try (Rig rig = new Rig(Map.of("host", "::1"))) {
      assertThat(rig.server.url()).startsWith("http://[::1]:");
      assertThat(rig.get("/").statusCode()).isEqualTo(200);
      assertThat(rig.patch("{\"steps\": 2}").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void closingTwiceIsFineAndLeavesNoThreadBehind() throws Exception {
    Rig rig = new Rig();
    rig.close();
    rig.close();
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().equals("live-state") && thread.isAlive());
  }
}
