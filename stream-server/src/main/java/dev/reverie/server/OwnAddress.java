package dev.reverie.server;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Where other machines of the network find this one. */
final class OwnAddress {
  private OwnAddress() {}

  /**
   * This machine's address on its network now, or empty without a network. Looked up anew each
   * time: laptops and venues change networks.
   *
   * @throws SocketException if the system does not tell
   */
  static Optional<InetAddress> find() throws SocketException {
    return best(
        NetworkInterface.networkInterfaces()
            .filter(OwnAddress::isUp)
            .flatMap(NetworkInterface::inetAddresses)
            .toList());
  }

  /**
   * The one of {@code candidates} that a phone in the room reaches most likely: IPv4, which every
   * network still has and which makes the smaller code, and rather a private network's than a
   * public one. Among equals the first.
   */
  static Optional<InetAddress> best(Collection<InetAddress> candidates) {
    return candidates.stream()
        .filter(OwnAddress::isReachable)
        .min(Comparator.comparing(address -> !address.isSiteLocalAddress()));
  }

  private static boolean isReachable(InetAddress address) {
    return address instanceof Inet4Address
        && !address.isLoopbackAddress()
        && !address.isLinkLocalAddress()
        && !address.isAnyLocalAddress()
        && !address.isMulticastAddress();
  }

  private static boolean isUp(NetworkInterface network) {
    try {
      return network.isUp() && !network.isLoopback() && !isBridge(network.getName());
    } catch (SocketException e) {
      // It was unplugged between the listing and the question.
      return false;
    }
  }

  /** The private networks of containers and virtual machines end inside this machine. */
  private static boolean isBridge(String name) {
    return name.startsWith("docker")
        || name.startsWith("br-")
        || name.startsWith("veth")
        || name.startsWith("virbr");
  }
}
