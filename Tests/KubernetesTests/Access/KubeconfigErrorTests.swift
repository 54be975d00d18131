import Kubernetes
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

@Suite struct KubeconfigErrorTests {
    private typealias Samples = KubeconfigSamples

    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func error(
        _ text: String, _ request: KubeconfigRequest = KubeconfigRequest(), variables: [String: String] = [:]
    ) throws -> KubeconfigError {
        var request = request
        request.path = try folder.write("config", text)
        return try failure(request, variables)
    }

    private func failure(_ request: KubeconfigRequest, _ variables: [String: String]) throws -> KubeconfigError {
        let error = #expect(throws: KubeconfigError.self) { try Kubeconfig.resolve(request, variables: variables) }
        return try #require(error)
    }

    /// A faulty user or cluster, what is said of it after `FILE:`, and the hint.
    struct Fault: Sendable, CustomTestStringConvertible {
        var cluster = "server: https://h"
        var user = ""
        var context = "cluster: c, user: u"
        let message: String
        var hint: String?

        var testDescription: String { message }
    }

    private static let plugin = "apiVersion: client.authentication.k8s.io/v1beta1, command: x"
    private static let versionHint =
        "use client.authentication.k8s.io/v1 or client.authentication.k8s.io/v1beta1, whichever the plugin supports"

    static let faults: [Fault] = [
        Fault(cluster: "", message: "7: cluster \"c\" has no server"),
        Fault(cluster: "server: [a]", message: "7: server of cluster \"c\" must be a string"),
        Fault(
            cluster: "server: 12", message: "7: server of cluster \"c\" must be a string",
            hint: "put it in quotes"),
        Fault(
            cluster: "server: 'ftp://h'", message: "7: the server \"ftp://h\" of cluster \"c\" is not a valid URL",
            hint: "use https://HOST:PORT"),
        Fault(
            cluster: "server: 'https://user:canary@h'", message: "7: the server of cluster \"c\" is not a valid URL",
            hint: "use https://HOST:PORT"),
        Fault(
            cluster: "server: 'https://h:66000'",
            message: "7: the server \"https://h:66000\" of cluster \"c\" is not a valid URL",
            hint: "use https://HOST:PORT"),
        Fault(
            cluster: "server: 'https://h', insecure-skip-tls-verify: yes",
            message: "7: insecure-skip-tls-verify of cluster \"c\" must be true or false"),
        Fault(
            cluster: "server: 'https://h', insecure-skip-tls-verify: true, certificate-authority-data: YQ==",
            message:
                "7: cluster \"c\" has insecure-skip-tls-verify and certificate-authority-data, which are mutually exclusive",
            hint: "remove insecure-skip-tls-verify"),
        Fault(
            cluster: "server: 'https://h', certificate-authority-data: canary!",
            message: "7: certificate-authority-data of cluster \"c\" is not valid Base64"),
        Fault(
            cluster: "server: 'https://h', certificate-authority-data: Y2FuYXJ5",
            message: "7: certificate-authority-data of cluster \"c\" does not contain PEM",
            hint: "PEM begins with -----BEGIN"),
        Fault(
            cluster: "server: 'https://h', proxy-url: 'ftp://canary@h'",
            message: "7: proxy-url of cluster \"c\" is invalid",
            hint: "it must begin with http://, https:// or socks5://"),
        Fault(
            cluster: "server: 'https://h', extensions: {}", message: "7: extensions of cluster \"c\" must be a list"),
        Fault(
            user: "client-key-data: canary!", message: "9: client-key-data of user \"u\" is not valid Base64"),
        Fault(
            user: "client-certificate-data: \(KubeconfigSamples.base64(KubeconfigSamples.pem))",
            message: "9: user \"u\" has a client certificate without its key",
            hint: "add client-key or client-key-data"),
        Fault(
            user: "auth-provider: {name: gcp}",
            message: "9: user \"u\" has the auth-provider \"gcp\", which Kubernetes has replaced with plugins",
            hint: "use exec with gke-gcloud-auth-plugin"),
        Fault(
            user: "auth-provider: {name: oidc}",
            message: "9: user \"u\" has the auth-provider \"oidc\", which Kubernetes has replaced with plugins",
            hint: "use exec with kubectl oidc-login"),
        Fault(
            user: "token: canary, username: jane, password: canary",
            message: "9: user \"u\" has a token and a password, which are mutually exclusive",
            hint: "remove one of them"),
        Fault(
            user: "token: \"canary\\n\"",
            message: "9: the token of user \"u\" contains a line break or another control character"),
        Fault(
            user: "token: 12345", message: "9: token of user \"u\" must be a string", hint: "put it in quotes"),
        Fault(
            user: "as-groups: [a]", message: "9: impersonation sets a group, UID or extra, but no user"),
        Fault(
            user: "as: \"a\\nb\"",
            message: "9: impersonation contains a line break or another control character"),
        Fault(user: "as-groups: a", message: "9: as-groups of user \"u\" must be a list"),
        Fault(user: "as-user-extra: [a]", message: "9: as-user-extra of user \"u\" must be a mapping"),
        Fault(user: "exec: sh", message: "9: exec of user \"u\" must be a mapping"),
        Fault(
            user: "exec: {apiVersion: client.authentication.k8s.io/v1}", message: "9: exec of user \"u\" has no command"
        ),
        Fault(user: "exec: {command: x}", message: "9: exec of user \"u\" has no apiVersion", hint: versionHint),
        Fault(
            user: "exec: {command: x, apiVersion: client.authentication.k8s.io/v1alpha1}",
            message: "9: exec of user \"u\" has the apiVersion \"client.authentication.k8s.io/v1alpha1\", "
                + "which Kubernetes has removed", hint: versionHint),
        Fault(
            user: "exec: {command: x, apiVersion: v1}",
            message: "9: exec of user \"u\" has the apiVersion \"v1\", which is unknown", hint: versionHint),
        Fault(
            user: "exec: {command: x, apiVersion: client.authentication.k8s.io/v1}",
            message: "9: exec of user \"u\" has no interactiveMode, which client.authentication.k8s.io/v1 requires",
            hint: "use Never, IfAvailable, Always"),
        Fault(
            user: "exec: {\(plugin), interactiveMode: Sometimes}",
            message: "9: exec of user \"u\" has the unknown interactiveMode \"Sometimes\"",
            hint: "use Never, IfAvailable, Always"),
        Fault(
            user: "exec: {\(plugin), env: [{value: canary}]}",
            message: "9: a variable in env of exec of user \"u\" has no valid name"),
        Fault(
            user: "exec: {\(plugin), args: [a, 1]}",
            message: "9: each element of args of exec of user \"u\" must be a string", hint: "put it in quotes"
        ),
        Fault(context: "user: u", message: "5: context \"main\" has no cluster", hint: "available: \"c\""),
        Fault(
            context: "cluster: d, user: u",
            message: "5: context \"main\" refers to the cluster \"d\", which does not exist",
            hint: "available: \"c\""),
        Fault(
            context: "cluster: c, user: w",
            message: "5: context \"main\" refers to the user \"w\", which does not exist",
            hint: "available: \"u\""),
    ]

    @Test(arguments: faults) func faultsAreNamedWithTheirPlace(fault: Fault) throws {
        let error = try error(Samples.one(cluster: fault.cluster, user: fault.user, context: fault.context))
        #expect(error.message == "\(folder.path)/config:\(fault.message)")
        #expect(error.hint == fault.hint)
        #expect(!"\(error)".contains("canary"))
    }

    @Test(arguments: [
        ("a: b: canary", ":1:5: not valid YAML: mapping values are not allowed in this context"),
        ("token: *canary", ":1:8: not valid YAML: unknown alias *…"),
        ("token: !canary x", ":1:8: not valid YAML: the tag \"…\" is unknown or does not fit the value"),
        ("- canary", ":1: the kubeconfig must be a mapping"),
        ("canary", ":1: the kubeconfig must be a mapping"),
        ("kind: Secret", ":1: this is a \"Secret\", not a kubeconfig"),
        ("apiVersion: v2", ":1: unsupported apiVersion \"v2\"; only \"v1\" is supported"),
        ("clusters: {}", ":1: clusters of the kubeconfig must be a list"),
        ("contexts: [a]", ":1: each of contexts must be a mapping"),
        ("users:\n- {name: a}\n- {name: a}", ":3: user \"a\" is defined twice in users"),
        ("", " is empty"), ("# nothing", " is empty"), ("---\n", " is empty"),
    ])
    func whatIsNoKubeconfigIsSaid(text: String, message: String) throws {
        let error = try error(text)
        #expect(error.message == "\(folder.path)/config\(message)")
        #expect(!"\(error)".contains("canary"))
    }

    @Test func aMissingFileIsNamed() throws {
        let path = "\(folder.path)/none"
        #expect(try failure(KubeconfigRequest(path: path), [:]).message == "the kubeconfig \(path) does not exist")
        #expect(
            try failure(KubeconfigRequest(path: folder.path), [:]).message
                == "the kubeconfig \(folder.path) is a directory")
        let listed = try failure(KubeconfigRequest(), ["KUBECONFIG": "\(path):\(path)2"])
        #expect(listed.message == "no kubeconfig found: \(path), \(path)2 do not exist")
        #expect(listed.hint == "use --kubeconfig FILE or set KUBECONFIG")
        #expect(
            try failure(KubeconfigRequest(), [:]).message == "no kubeconfig found: ~/.kube/config does not exist")
    }

    @Test(.enabled(if: geteuid() != 0)) func anUnreadableFileIsNamed() throws {
        let path = try folder.write("secret", Samples.one())
        try #require(chmod(path, 0) == 0)
        #expect(
            try failure(KubeconfigRequest(path: path), [:]).message
                == "the kubeconfig cannot be read: cannot open \(path): Permission denied")
    }

    @Test func aLargeFileIsRefused() throws {
        let path = "\(folder.path)/large"
        let descriptor = open(path, O_WRONLY | O_CREAT, 0o600)
        #expect(ftruncate(descriptor, 17 << 20) == 0)
        close(descriptor)
        #expect(
            try failure(KubeconfigRequest(path: path), [:]).message
                == "the kubeconfig cannot be read: cannot read \(path): larger than 16 MiB")
    }

    @Test func aMissingCertificateIsNamed() throws {
        let error = try error(Samples.one(cluster: "server: 'https://h', certificate-authority: none"))
        #expect(
            error.message == "\(folder.path)/config:7: certificate-authority of cluster \"c\": "
                + "cannot open \(folder.path)/none: No such file or directory")
    }

    @Test func aMissingTokenFileIsNamed() throws {
        #expect(
            try error(Samples.one(user: "tokenFile: none")).message
                == "\(folder.path)/config:9: tokenFile of user \"u\": \(folder.path)/none does not exist")
    }

    @Test func withoutACurrentContextThereIsAChoice() throws {
        let text = Samples.one().replacing("current-context: main", with: "current-context: ''")
        let error = try error(text)
        #expect(error.message == "\(folder.path)/config has no current context")
        #expect(error.hint == "use --context; available: \"main\"")
        var request = KubeconfigRequest()
        request.optionPrefix = "management-"
        #expect(try self.error(text, request).hint == "use --management-context; available: \"main\"")
        #expect(try self.error("kind: Config").hint == "none are defined")
    }

    @Test func ofUnknownNamesTheNearestComeFirst() throws {
        let names = ["alpha", "prod-eu", "prod-us", "staging"]
        let text = Samples.one(context: "cluster: c").replacing(
            "contexts:\n",
            with: "contexts:\n" + names.map { "- {name: \($0), context: {cluster: c}}\n" }.joined())
        let context = try error(text, KubeconfigRequest(context: "prd-us"))
        #expect(context.message == "no context \"prd-us\" in \(folder.path)/config")
        #expect(
            context.hint
                == "did you mean \"prod-us\"? available: \"prod-us\", \"prod-eu\", \"alpha\", \"staging\", \"main\"")
        let cluster = try error(text, KubeconfigRequest(cluster: "x"))
        #expect(cluster.message == "no cluster \"x\" in \(folder.path)/config")
        #expect(cluster.hint == "available: \"c\"")
        #expect(
            try error(text, KubeconfigRequest(user: "x")).message == "no user \"x\" in \(folder.path)/config")
        #expect(
            try error(text.replacing("current-context: main", with: "current-context: gone")).message
                == "the current context \"gone\" does not exist in \(folder.path)/config")
    }

    @Test func manyNamesAreCut() throws {
        let text = "contexts:\n" + (0..<20).map { "- {name: n\($0)}\n" }.joined()
        #expect(try error(text).hint?.hasSuffix("\"n7\" and 12 more") == true)
    }

    @Test func namesAreEscaped() throws {
        let error = try error("current-context: \"\\e[31m\\n\"")
        #expect(error.message == "the current context \"\\u001b[31m\\n\" does not exist in \(folder.path)/config")
    }

    @Test func groupsWithoutAUserAreRefused() throws {
        var request = KubeconfigRequest(impersonatedGroups: ["g"])
        request.optionPrefix = "management-"
        #expect(try error(Samples.one(), request).hint == "add --management-as USER")
    }
}
