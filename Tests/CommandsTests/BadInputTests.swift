import Commands
import FoundationEssentials
import Sandbox
import Testing

/// Bad input gets an error on stderr that names what is at fault, a hint, and the right exit status.
@Suite struct BadInputTests {
    fileprivate static let healthy = Folder.recorded("01-healthy")

    struct Line: Sendable {
        let words: [String]
        let status: Commands.ExitStatus
        let fault: String
        let hint: String

        init(_ words: String, _ status: Commands.ExitStatus, fault: String, hint: String = "", bundle: Bool = true) {
            self.words =
                words.split(separator: " ").map(String.init) + (bundle ? ["--from-bundle", BadInputTests.healthy] : [])
            self.status = status
            self.fault = fault
            self.hint = hint
        }
    }

    static let lines: [Line] = [
        Line("status svc/wbe", .notFound, fault: "Service default/wbe not found", hint: "did you mean default/web?"),
        Line("status svc/web -n shop", .notFound, fault: "Service shop/web not found", hint: "default/web"),
        Line("status lb/0000", .notFound, fault: "0000", hint: "doctor"),
        Line("status a/b/c/d", .usage, fault: "a/b/c/d", hint: "svc/NAME"),
        Line("status lb", .usage, fault: "lb", hint: "lb/UID"),
        Line("status -o jsn", .usage, fault: "jsn", hint: "json"),
        Line("status --form-bundle x", .usage, fault: "--form-bundle", hint: "--from-bundle", bundle: false),
        Line("staus", .usage, fault: "staus", hint: "status", bundle: false),
        Line("doctor extra", .usage, fault: "extra"),
        Line("explain KLC-C070", .usage, fault: "KLC-C070", hint: "KLC-C007", bundle: false),
        Line("explain nonsense", .usage, fault: "nonsense", hint: "kubelb-ctl checks", bundle: false),
        Line("explain", .usage, fault: "CODE", bundle: false),
        Line("doctor", .usage, fault: "no kubeconfig found", hint: "--kubeconfig FILE", bundle: false),
        Line("doctor --kubeconfig /nowhere/config", .usage, fault: "/nowhere/config", bundle: false),
        Line("doctor --request-timeout soon", .usage, fault: "\"soon\"", hint: "20s", bundle: false),
        Line("doctor --chunk-size 0", .usage, fault: "\"0\"", hint: "500", bundle: false),
        Line("collect --from-bundle x", .usage, fault: "--from-bundle", bundle: false),
        Line("collect /nowhere/at/all/bundle", .usage, fault: "no kubeconfig found", bundle: false),
        Line("doctor --from-bundle /nowhere/at/all", .usage, fault: "/nowhere/at/all", hint: ".tar.gz", bundle: false),
        Line("doctor --kubeconfig prod", .usage, fault: "--kubeconfig", hint: "omit"),
        Line("doctor --mgmt-kubeconfig prod", .usage, fault: "--management-kubeconfig", hint: "omit"),
        Line("doctor --from-bundle", .usage, fault: "--from-bundle", bundle: false),
        Line("status svc/web -A", .usage, fault: "--all-namespaces"),
        Line("status -l a=(", .usage, fault: "a=(", hint: "-l app=web"),
        Line("status --watch", .usage, fault: "--watch: a bundle does not change", hint: "--from-bundle"),
        Line("doctor --wait", .usage, fault: "--wait: a bundle does not change", hint: "--from-bundle"),
        Line("status --timeout 5s", .usage, fault: "--timeout", hint: "--wait", bundle: false),
        Line("doctor --interval 5s", .usage, fault: "--interval", hint: "add --wait", bundle: false),
        Line("status --wait=5m", .usage, fault: "--wait=5m", hint: "--timeout 5m", bundle: false),
        Line(
            "status --wait=ready", .usage, fault: "--wait=ready", hint: "use healthy, address or deleted", bundle: false
        ),
        Line("status --wait deleted", .usage, fault: "\"deleted\"", hint: "--wait=deleted", bundle: false),
        Line("status -A --wait=deleted", .usage, fault: "--wait=deleted", hint: "svc/NAME", bundle: false),
        Line("doctor --wait=address", .usage, fault: "--wait=address", hint: "status --wait=address", bundle: false),
        Line("status --watch -o html", .usage, fault: "html", hint: "wide, short, json, yaml, name", bundle: false),
        Line("help doctr", .usage, fault: "doctr", hint: "doctor", bundle: false),
    ]

    @Test(arguments: lines)
    func isNamed(line: Line) async {
        let result = await run(line.words)
        #expect(result.status == line.status, "\(line.words): \(result.error)")
        #expect(result.output.isEmpty, "\(line.words): \(result.output)")
        #expect(result.error.hasPrefix("error: "), "\(result.error)")
        #expect(result.error.contains(line.fault), "\(result.error)")
        #expect(result.error.contains(line.hint), "\(result.error)")
    }

    @Test func aDirectoryWithoutAManifestIsNoBundle() async throws {
        try await withTemporaryDirectory { directory in
            let result = await run(["doctor", "--from-bundle", directory])
            #expect(result.status == .usage)
            #expect(result.error.contains("bundle.json"))
        }
    }

    @Test(arguments: [
        ("{\"apiVersion\":\"kubelb-ctl/v9\",\"kind\":\"Bundle\"}", "kubelb-ctl/v9"), ("{\"kind\"", "bundle.json"),
        ("", "bundle.json"),
    ])
    func manifestsThatCannotBeUsedAreRefused(text: String, fault: String) async throws {
        try await withTemporaryDirectory { directory in
            try text.write(toFile: directory + "/bundle.json", atomically: true, encoding: .utf8)
            let result = await run(["doctor", "--from-bundle", directory])
            #expect(result.status == .usage)
            #expect(result.error.contains(fault), "\(result.error)")
        }
    }

    /// A damaged file is named with its place, and the rest is diagnosed all the same.
    @Test(arguments: [
        ("tenant/services.json", "{\"kind\":\"List\",\"items\":[", "is truncated"),
        (
            "management/services.json",
            "{\"kind\":\"List\",\"items\":[{\"metadata\":{\"name\":\"x\"},\"spec\":{\"ports\":7}}]}",
            "items[0].spec.ports"
        ),
        ("tenant/nodes.json", "[]", "expected a List"), ("tenant/pods.json", "\u{0}\u{1}", "tenant/pods.json"),
        (
            "management/tenants.kubelb.k8c.io.json", "{\"kind\":\"List\",\"items\":{}}",
            "management/tenants.kubelb.k8c.io.json"
        ),
    ])
    func damagedFilesAreNamed(path: String, text: String, fault: String) async throws {
        try await withExample("") { bundle in
            try text.write(toFile: "\(bundle)/\(path)", atomically: true, encoding: .utf8)
            let result = await run(["doctor", "--from-bundle", bundle])
            #expect(result.output.contains(fault), "\(result.output)")
            #expect(result.output.contains("CCM"))
            #expect(result.status == .undetermined || result.status == .success, "\(result.output)")
        }
    }

    @Test func aDamagedServiceIsNotTakenForAMissingOne() async throws {
        try await withExample("tenant: {services: {shop/odd: {spec: {type: LoadBalancer, ports: many}}}}") { bundle in
            let result = await run(["status", "svc/odd", "-n", "shop", "--from-bundle", bundle])
            #expect(result.status == .undetermined)
            #expect(result.error.contains("spec.ports"), "\(result.error)")
        }
    }

    /// Whatever a colleague's bundle quotes of a connection, credentials in it are not passed on.
    @Test(arguments: ["table", "wide", "json", "yaml", "junit", "short"])
    func credentialsAreNeverEchoed(format: String) async throws {
        let changes = """
            failedReads: {management: "Get https://admin:hunter2@mgmt.example:6443/version?token=s3cr3t: connection refused"}
            tenant: {deployments.apps: {kubelb/kubelb-ccm: {spec: {template: {spec: {containers: [{name: ccm,
              image: "q/kubelb-ccm:v1.4.3", args: [--cluster-name=acme], env: [{name: TOKEN, value: s3cr3t}]}]}}}}}}
            management: {version: notCollected, services: notCollected, loadbalancers.kubelb.k8c.io: notCollected}
            """
        try await withExample(changes) { bundle in
            let result = await run(["doctor", "-o", format, "--from-bundle", bundle])
            for secret in ["hunter2", "s3cr3t"] {
                #expect(!result.output.contains(secret) && !result.error.contains(secret), "\(result.output)")
            }
        }
    }
}
