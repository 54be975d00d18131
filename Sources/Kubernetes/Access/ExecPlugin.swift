import Documents

/// A program that issues credentials: `exec` of a kubeconfig's user (client.authentication.k8s.io).
package struct ExecPlugin: Sendable, Hashable, Redacted {
    package enum Version: String, Sendable, Hashable, CaseIterable {
        case v1 = "client.authentication.k8s.io/v1"
        case v1beta1 = "client.authentication.k8s.io/v1beta1"
    }

    /// Whether the program may ask the user something.
    package enum InteractiveMode: String, Sendable, Hashable, CaseIterable {
        case never = "Never"
        case ifAvailable = "IfAvailable"
        case always = "Always"
    }

    package struct Variable: Sendable, Hashable {
        package var name: String
        package var value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// A path, or a name that is looked for in `PATH`.
    package var command: String
    package var arguments: [String] = []
    /// Added to the environment.
    package var environment: [Variable] = []
    package var version: Version
    package var interactiveMode: InteractiveMode = .ifAvailable
    package var providesClusterInfo = false
    /// The extension `client.authentication.k8s.io/exec` of the cluster, handed to the program with `providesClusterInfo`.
    package var clusterConfiguration: JSONValue?
    /// How to get the program, in the words of whoever wrote the kubeconfig.
    package var installHint: String?

    package init(command: String, version: Version = .v1) {
        self.command = command
        self.version = version
    }

    /// Arguments and environment may hold secrets.
    package var description: String { "the credential plugin \(command)" }
}
