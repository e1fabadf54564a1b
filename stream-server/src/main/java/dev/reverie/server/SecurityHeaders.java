package dev.reverie.server;

import org.eclipse.jetty.http.HttpFields;

/** The headers that every answer carries, and that tell browsers what not to do with it. */
final class SecurityHeaders {
  private static final String POLICY =
      "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self';"
          + " connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self';"
          + " frame-ancestors 'self'";

  private final AccessPolicy access;

  SecurityHeaders(AccessPolicy access) {
    this.access = access;
  }

  void addTo(HttpFields.Mutable fields) {
    fields.put("Content-Security-Policy", POLICY);
    fields.put("X-Content-Type-Options", "nosniff");
    fields.put("Referrer-Policy", "no-referrer");
    if (access.isLoopback()) {
      // A site out on the web must not show this machine's camera in a page of its own. Beyond
      // loopback the feed is meant to be embedded, in a dashboard for example.
      fields.put("Cross-Origin-Resource-Policy", "same-site");
    }
  }
}
