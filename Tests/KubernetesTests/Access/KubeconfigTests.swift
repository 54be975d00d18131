import Kubernetes
import LocalSystem
import TestSupport
import Testing
import Transport

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

@Suite struct KubeconfigTests {
    private typealias Samples = KubeconfigSamples

    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func resolve(
        _ text: String, _ change: (inout KubeconfigRequest) -> Void = { _ in }
    ) throws -> ClusterAccess {
        var request = KubeconfigRequest(path: try folder.write("config", text))
        change(&request)
        return try Kubeconfig.resolve(request, variables: [:])
    }

    // MARK: Where it comes from

    @Test func theFileThatIsAskedForCountsAlone() throws {
        let path = try folder.write("a", Samples.one())
        let other = try folder.write("b", Samples.one(cluster: "server: https://other"))
        let access = try Kubeconfig.resolve(KubeconfigRequest(path: path), variables: ["KUBECONFIG": other])
        #expect(
            access
                == ClusterAccess(
                    context: "main", source: path, server: "https://api.example:6443", credential: .token("abc")))
    }

    @Test func theHomeDirectoryIsTheDefault() throws {
        let path = try folder.write(".kube/config", Samples.one())
        for variables in [["HOME": folder.path], ["HOME": folder.path, "KUBECONFIG": ""]] {
            #expect(try Kubeconfig.resolve(KubeconfigRequest(), variables: variables).source == path)
        }
    }

    @Test func ofAListTheFirstValueAndTheFirstEntryCount() throws {
        let first = try folder.write(
            "first",
            """
            clusters:
            - name: shared
              cluster: {server: "https://first"}
            contexts:
            - {name: one, context: {cluster: shared, user: u}}
            """)
        let second = try folder.write(
            "second",
            """
            current-context: two
            clusters:
            - name: shared
              cluster: {server: "https://second", tls-server-name: not-taken}
            contexts:
            - {name: one, context: {cluster: none}}
            - {name: two, context: {cluster: shared, user: u, namespace: n}}
            users:
            - {name: u, user: {token: second}}
            """)
        let third = try folder.write("third", "current-context: three\nusers: [{name: u, user: {token: third}}]")
        let variables = ["KUBECONFIG": ":\(first)::\(folder.path)/missing:\(second):\(third):\(first)"]
        let access = try Kubeconfig.resolve(KubeconfigRequest(), variables: variables)
        #expect(
            access
                == ClusterAccess(
                    context: "two", source: first, server: "https://first", namespace: "n", credential: .token("second")
                ))
        let one = try Kubeconfig.resolve(KubeconfigRequest(context: "one"), variables: variables)
        #expect(one.server == "https://first")
        #expect(one.credential == .token("second"))
        #expect(try Kubeconfig.names(of: .context, KubeconfigRequest(), variables: variables) == ["one", "two"])
    }

    @Test func relativePathsStartFromTheirOwnFile() throws {
        try folder.write("a/pki/ca.pem", Samples.pem)
        try folder.write("b/cert.pem", Samples.pem)
        try folder.write("b/key.pem", Samples.key)
        try folder.write("b/token", "x")
        let a = try folder.write(
            "a/config", "clusters: [{name: c, cluster: {server: 'https://h', certificate-authority: pki/ca.pem}}]")
        let b = try folder.write(
            "b/config",
            """
            current-context: x
            contexts: [{name: x, context: {cluster: c, user: u}}, {name: y, context: {cluster: c, user: e}}]
            users:
            - {name: u, user: {client-certificate: cert.pem, client-key: ./key.pem, tokenFile: token}}
            - name: e
              user:
                exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: bin/plugin}
            """)
        let variables = ["KUBECONFIG": "\(a):\(b)"]
        let access = try Kubeconfig.resolve(KubeconfigRequest(), variables: variables)
        #expect(access.tls.certificateAuthority == Array(Samples.pem.utf8))
        #expect(access.tls.clientCertificate == Array(Samples.pem.utf8))
        #expect(access.tls.clientKey == Array(Samples.key.utf8))
        #expect(access.credential == .tokenFile("\(folder.path)/b/token"))
        guard
            case .exec(let plugin) = try Kubeconfig.resolve(KubeconfigRequest(context: "y"), variables: variables)
                .credential
        else {
            Issue.record("no plugin")
            return
        }
        #expect(plugin.command == "\(folder.path)/b/bin/plugin")
    }

    @Test func aPipeIsReadWhoseWriterTakesItsTime() throws {
        let path = "\(folder.path)/pipe"
        try #require(mkfifo(path, 0o600) == 0)
        let file = try folder.write("slow", Samples.one())
        // The shell ends at once and leaves behind who holds the pipe, as it does for <(command).
        let script = "exec 3<>'\(path)'; (sleep 0.1; cat '\(file)') >&3 2>/dev/null &"
        _ = try Subprocess("/bin/sh", ["-c", script]).runBlocking(until: .now + .seconds(600))
        #expect(try Kubeconfig.resolve(KubeconfigRequest(path: path), variables: [:]).context == "main")
    }

    // MARK: In a pod

    private func serviceAccount() throws -> String {
        try folder.write("sa/token", "pod-token\n")
        try folder.write("sa/ca.crt", Samples.pem)
        try folder.write("sa/namespace", "kubelb\n")
        return "\(folder.path)/sa"
    }

    private var pod: [String: String] {
        ["KUBERNETES_SERVICE_HOST": "10.0.0.1", "KUBERNETES_SERVICE_PORT": "443", "HOME": folder.path]
    }

    @Test func withoutAKubeconfigAPodIsItsServiceAccount() throws {
        let directory = try serviceAccount()
        var expected = ClusterAccess(
            source: "the pod's service account", server: "https://10.0.0.1:443", namespace: "kubelb",
            credential: .tokenFile("\(directory)/token"))
        expected.tls.certificateAuthority = Array(Samples.pem.utf8)
        #expect(try Kubeconfig.resolve(KubeconfigRequest(), variables: pod, serviceAccount: directory) == expected)
        let impersonating = try Kubeconfig.resolve(
            KubeconfigRequest(impersonatedUser: "jane"), variables: pod, serviceAccount: directory)
        #expect(impersonating.impersonation == Impersonation(user: "jane"))
    }

    @Test func anIPv6AddressGetsBrackets() throws {
        let variables = pod.merging(["KUBERNETES_SERVICE_HOST": "fd00::1"]) { $1 }
        let access = try Kubeconfig.resolve(
            KubeconfigRequest(), variables: variables, serviceAccount: try serviceAccount())
        #expect(access.server == "https://[fd00::1]:443")
    }

    @Test func aKubeconfigCountsBeforeThePod() throws {
        let directory = try serviceAccount()
        try folder.write(".kube/config", Samples.one())
        #expect(
            try Kubeconfig.resolve(KubeconfigRequest(), variables: pod, serviceAccount: directory).context == "main")
    }

    @Test func aPodHasNoContexts() throws {
        let directory = try serviceAccount()
        let error = #expect(throws: KubeconfigError.self) {
            try Kubeconfig.resolve(KubeconfigRequest(context: "x"), variables: pod, serviceAccount: directory)
        }
        #expect(error?.message == "no kubeconfig found: \(folder.path)/.kube/config does not exist")
    }

    // MARK: Overrides

    @Test func contextClusterAndUserCanBeChosen() throws {
        let text = Samples.one(
            more: """
                """
        ).replacing("clusters:\n", with: "clusters:\n- {name: d, cluster: {server: 'https://d'}}\n")
            .replacing("users:\n", with: "users:\n- {name: v, user: {token: v}}\n")
            .replacing(
                "contexts:\n", with: "contexts:\n- {name: other, context: {cluster: d, user: u, namespace: n}}\n")
        #expect(try resolve(text) { $0.context = "other" }.namespace == "n")
        let access = try resolve(text) {
            $0.cluster = "d"
            $0.user = "v"
        }
        #expect(access.server == "https://d")
        #expect(access.credential == .token("v"))
        let alone = try resolve(text.replacing("current-context: main\n", with: "")) { $0.cluster = "d" }
        #expect(alone.context == nil)
        #expect(alone.credential == .none)
    }

    @Test func impersonationComesFromTheUserAndTheOptions() throws {
        let text = Samples.one(
            user: "token: t, as: jane, as-uid: '7', as-groups: [a, b], as-user-extra: {scopes: [x, y]}")
        let full = Impersonation(user: "jane", groups: ["a", "b"], uid: "7", extra: ["scopes": ["x", "y"]])
        #expect(try resolve(text).impersonation == full)
        let changed = try resolve(text) {
            $0.impersonatedUser = "joe"
            $0.impersonatedGroups = ["c"]
        }
        #expect(
            changed.impersonation == Impersonation(user: "joe", groups: ["c"], uid: "7", extra: full.extra))
    }

    @Test func emptyOptionsAreNone() throws {
        let access = try resolve(Samples.one()) {
            $0.context = ""
            $0.cluster = ""
            $0.user = ""
            $0.impersonatedUser = ""
        }
        #expect(access.context == "main")
        #expect(access.impersonation == nil)
    }

    // MARK: Fields

    @Test func everyFieldOfAClusterIsRead() throws {
        let access = try resolve(
            Samples.one(
                cluster: "server: 'https://h/k8s/', tls-server-name: n, disable-compression: true, "
                    + "proxy-url: 'socks5://p:1080', certificate-authority-data: \(Samples.base64(Samples.pem))"))
        #expect(access.server == "https://h/k8s")
        #expect(access.tls.serverName == "n")
        #expect(access.tls.certificateAuthority == Array(Samples.pem.utf8))
        #expect(access.proxyURL == "socks5://p:1080")
        #expect(access.disablesCompression)
        #expect(
            try resolve(Samples.one(cluster: "server: 'https://h', insecure-skip-tls-verify: true")).tls
                .skipsVerification)
    }

    @Test(arguments: [
        ("token: abc", Credential.token("abc")), ("", .none),
        ("username: jane, password: pw", .basic(user: "jane", password: "pw")),
        ("password: pw", .basic(user: "", password: "pw")),
        // A token spares the plugin, as in client-go.
        ("token: a, exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: x}", .token("a")),
        ("token: null, tokenFile: ''", .none),
    ])
    func eachCredentialIsRead(user: String, credential: Credential) throws {
        #expect(try resolve(Samples.one(user: user)).credential == credential)
    }

    @Test func dataCountsBeforeFiles() throws {
        let text = Samples.one(
            cluster: "server: 'https://h', certificate-authority: none, certificate-authority-data: "
                + Samples.base64(Samples.pem),
            user: "client-certificate: none, client-certificate-data: \(Samples.base64(Samples.pem)), "
                + "client-key: none, client-key-data: \(Samples.base64(Samples.key))")
        let access = try resolve(text)
        #expect(access.tls.certificateAuthority == Array(Samples.pem.utf8))
        #expect(access.tls.clientKey == Array(Samples.key.utf8))
    }

    @Test func everyFieldOfAPluginIsRead() throws {
        let access = try resolve(
            Samples.one(
                cluster: "server: 'https://h', extensions: [{name: client.authentication.k8s.io/exec, "
                    + "extension: {audience: a}}, {name: other, extension: 1}]",
                user: "exec: {apiVersion: client.authentication.k8s.io/v1, command: plugin, args: [a, b], "
                    + "env: [{name: K, value: v}, {name: EMPTY, value: ''}], interactiveMode: Always, "
                    + "provideClusterInfo: true, installHint: get it}"))
        var plugin = ExecPlugin(command: "plugin", version: .v1)
        plugin.arguments = ["a", "b"]
        plugin.environment = [.init(name: "K", value: "v"), .init(name: "EMPTY", value: "")]
        plugin.interactiveMode = .always
        plugin.providesClusterInfo = true
        plugin.clusterConfiguration = ["audience": "a"]
        plugin.installHint = "get it"
        #expect(access.credential == .exec(plugin))
    }

    @Test func aTokenFileCountsBeforeAToken() throws {
        let file = try folder.write("token", "x")
        #expect(try resolve(Samples.one(user: "token: a, tokenFile: token")).credential == .tokenFile(file))
        #expect(try resolve(Samples.one(user: "token: a, tokenFile: gone")).credential == .token("a"))
    }

    @Test func jsonIsReadToo() throws {
        let access = try resolve(
            """
            {"kind": "Config", "apiVersion": "v1", "preferences": {}, "current-context": "x", "unknown": [1],
             "contexts": [{"name": "x", "context": {"cluster": "c", "user": ""}}],
             "clusters": [{"name": "c", "cluster": {"server": "https://h:1"}}], "users": null}
            """)
        #expect(access.server == "https://h:1")
        #expect(access.credential == .none)
    }

    @Test(arguments: [
        ("https://h", "https://h"), ("HTTPS://h:6443//", "https://h:6443"), ("http://h/a/b/", "http://h/a/b"),
        ("https://[::1]:6443", "https://[::1]:6443"), ("h:8080", "http://h:8080"), ("h", "http://h"),
    ])
    func serversAreCompleted(server: String, url: String) throws {
        #expect(try resolve(Samples.one(cluster: "server: '\(server)'")).server == url)
    }

    @Test func aServerWithoutASchemeIsAskedWithTLSWhereSomethingSpeaksForIt() throws {
        #expect(
            try resolve(Samples.one(cluster: "server: 'h:6443', insecure-skip-tls-verify: true")).server
                == "https://h:6443")
    }

    // MARK: Out of a Secret

    @Test func aSecretsKubeconfigIsRead() throws {
        let access = try Kubeconfig.parse(Array(Samples.one().utf8), source: "Secret a/b")
        #expect(
            access
                == ClusterAccess(
                    context: "main", source: "Secret a/b", server: "https://api.example:6443", credential: .token("abc")
                ))
    }

    @Test(arguments: [
        ("server: 'https://h', certificate-authority: /etc/passwd", "", "certificate-authority of cluster \"c\""),
        ("server: 'https://h'", "tokenFile: /etc/passwd", "tokenFile of user \"u\""),
        ("server: 'https://h'", "client-certificate: a, client-key: b", "client-certificate of user \"u\""),
        ("server: 'https://h'", "exec: {command: sh, apiVersion: x}", "exec of user \"u\" uses a credential plugin"),
    ])
    func aSecretsKubeconfigNamesNoFilesAndPrograms(cluster: String, user: String, message: String) {
        let error = #expect(throws: KubeconfigError.self) {
            try Kubeconfig.parse(Array(Samples.one(cluster: cluster, user: user).utf8), source: "Secret a/b")
        }
        #expect(error?.message.contains(message) == true)
        #expect(error?.message.hasPrefix("Secret a/b:") == true)
        #expect(error?.hint != nil)
    }
}
