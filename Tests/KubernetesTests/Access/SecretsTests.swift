import Kubernetes
import Testing
import Transport

/// No secret gets out by printing a value.
@Suite struct SecretsTests {
    private static let plugin: ExecPlugin = {
        var plugin = ExecPlugin(command: "plugin")
        plugin.arguments = ["canary"]
        plugin.environment = [.init(name: "TOKEN", value: "canary")]
        return plugin
    }()

    private static var access: ClusterAccess {
        var access = ClusterAccess(
            context: "main", source: "file", server: "https://h", proxyURL: "http://jane:canary@p",
            credential: .token("canary"))
        access.tls.clientKey = Array("canary".utf8)
        return access
    }

    private static func printed(_ value: Any) -> [String] {
        var dumped = ""
        dump(value, to: &dumped)
        // As a part of something else, which is printed in another way.
        var nested = ""
        dump([value], to: &nested)
        return ["\(value)", String(describing: value), String(reflecting: value), dumped, "\([value])", nested]
    }

    /// `canary`, as bytes are printed.
    private static let bytes = "99, 97, 110, 97, 114, 121"

    static let values: [any Sendable] = [
        Credential.token("canary"), Credential.basic(user: "jane", password: "canary"), Credential.exec(plugin), plugin,
        access, RequestCredential.Header("Authorization", "Bearer canary"),
        RequestCredential(
            headers: [.init("Authorization", "Bearer canary")], clientCertificate: Array("canary".utf8),
            clientKey: Array("canary".utf8)),
    ]

    @Test(arguments: values.indices) func printingShowsNone(index: Int) {
        for text in Self.printed(Self.values[index]) {
            #expect(!text.isEmpty)
            #expect(!text.contains("canary"))
            #expect(!text.contains(Self.bytes))
            // The form of dump that shows each byte on a line of its own.
            #expect(!text.contains("- 99\n"))
        }
    }

    @Test func printingTellsWhatItIs() {
        #expect("\(Self.access)" == "https://h with a token from file, context main")
        #expect("\(Credential.tokenFile("/t"))" == "the token in /t")
        #expect("\(Credential.exec(Self.plugin))" == "the credential plugin plugin")
        #expect("\(RequestCredential(headers: [.init("Authorization", "x")]))" == "Authorization")
        #expect("\(RequestCredential())" == "no credential")
    }
}
