import Kubernetes

/// Kubeconfigs for tests.
enum KubeconfigSamples {
    static let pem = "-----BEGIN CERTIFICATE-----\nMAo=\n-----END CERTIFICATE-----\n"
    static let key = "-----BEGIN PRIVATE KEY-----\nMAo=\n-----END PRIVATE KEY-----\n"

    /// One context `main` of cluster `c` and user `u`, with these fields.
    static func one(
        cluster: String = "server: https://api.example:6443", user: String = "token: abc",
        context: String = "cluster: c, user: u", more: String = ""
    ) -> String {
        """
        apiVersion: v1
        kind: Config
        current-context: main
        contexts:
        - {name: main, context: {\(context)}}
        clusters:
        - {name: c, cluster: {\(cluster)}}
        users:
        - {name: u, user: {\(user)}}
        \(more)
        """
    }

    static func base64(_ text: String) -> String { Base64.encode(Array(text.utf8)) }
}
