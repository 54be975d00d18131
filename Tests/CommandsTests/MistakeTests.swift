import Testing

@testable import Commands

/// What people type who know kubectl: each error has a next step.
@Suite struct MistakeTests {
    private static let bundle = ["--from-bundle", Folder.recorded("17-no-endpoints")]

    @Test(arguments: [
        (["get", "svc", "web"], "use kubelb-ctl status"), (["describe", "svc/web"], "kubelb-ctl trace NAME"),
        (["svc/web"], "use kubelb-ctl status svc/web"), (["status", "-A", "-v", "6"], "use -v=6"),
        (["status", "-A", "--management-as", "x"], "add --management-context"),
        (["ls"], "use kubelb-ctl status -A"), (["list", "svc"], "use kubelb-ctl status -A"),
        (["auth", "can-i", "list", "pods"], "use kubelb-ctl doctor --print-rbac"),
        (["events", "--for", "svc/web-1"], "kubelb-ctl events svc/NAME"),
        (["status", "web", "--for=condition=Ready"], "use --wait"),
        (["logs", "-c", "ccm"], "use --component with one or more of "),
        (["logs", "--container=ccm"], "use --component with one or more of "),
        (["logs", "deploy/kubelb-ccm"], "kubelb-ctl logs --component ccm"),
        (["logs", "pod/kubelb-manager-6c5d"], "kubelb-ctl logs --component manager"),
        (["doctor", "-A"], "doctor checks all namespaces"), (["doctor", "-n", "x"], "doctor checks all namespaces"),
        (["doctor", "--all-namespaces"], "doctor checks all namespaces"), (["version", "--short"], "omit it"),
        (["status", "svc/a,svc/b"], "separate names with spaces: svc/a svc/b"),
        (["status", "a,b"], "separate names with spaces: a b"),
        (["status", "-A", "-o", "custom-columns=NAME"], "for example NAME:.name,STATE:.health"),
        (["status", "-A", "-o", "jsonpath={.x"], "for example {.services[*].name}"),
        (
            ["status", "--management-only", "--tenant", "a", "--management-context", "m", "--as", "x"],
            "use --management-as"
        ),
    ])
    func ofUsageAreTold(words: [String], hint: String) async {
        let run = await run(words)
        #expect(run.status == .usage)
        #expect(run.error.contains(hint), "\(run.error)")
    }

    /// It is the namespace of the object that --remove-finalizers names.
    @Test func cleanupTakesNoNamespaceAlone() async {
        let run = await run(["cleanup", "-n", "nosuch"] + Self.bundle)
        #expect(run.status == .usage, "\(run.output)")
        #expect(run.error.contains("--namespace") && run.error.contains("--remove-finalizers"), "\(run.error)")
    }

    @Test(arguments: [("web-1", true), ("./web-1", false), ("bundle.tar.gz", false), ("/tmp/web", false)])
    func collectTakesNoService(path: String, isNoted: Bool) {
        #expect((CollectCommand.note(about: path) != nil) == isNoted)
    }

    @Test func collectNamesNoResourceAsAPath() async {
        let run = await run(["collect", "svc/web-1"])
        #expect(run.status == .usage && run.error.contains("collect takes no resources"), "\(run.error)")
    }

    @Test(arguments: ["x.zip", "bundle.tar", "out/bundle.json", "b.tar.zst", "web.html", "bundle.TXT"])
    func collectWritesNoOtherFiles(path: String) async {
        let run = await run(["collect", path])
        #expect(run.status == .usage, "\(run.output)")
        #expect(run.error.contains("collect does not write files of the form ."), "\(run.error)")
        #expect(run.error.contains("hint: use a name that ends in .tar.gz for an archive, or in / for a directory"))
    }

    @Test(arguments: ["bundle-1.2", "acme.prod/", ".bundle", "bundle.d", "x.tgz", "bundle.tar.gz"])
    func collectWritesDirectoriesWithDots(path: String) async {
        let run = await run(["collect", "--kubeconfig", "/nowhere", path])
        #expect(run.error.contains("/nowhere") && !run.error.contains("does not write"), "\(run.error)")
    }

    @Test(arguments: [
        ("Waiting", "did you mean \"Waiting for controller\"?"),
        ("AllowedBy", "did you mean Accepted=False/NotAllowedByListeners"),
        ("Zzzzzz", "conditions are named as TYPE=STATUS/REASON, such as "),
    ])
    func explainNamesNearConditions(word: String, hint: String) async {
        let run = await run(["explain", word])
        #expect(run.status == .usage)
        #expect(run.error.contains(hint), "\(run.error)")
    }

    @Test func aUIDOfTheOtherKindIsNamed() async throws {
        let uid = "00000000-0000-4000-8000-000000000001"
        try await withExample("") { bundle in
            for command in ["status", "events", "trace"] {
                let run = await run([command, "route/\(uid)", "--from-bundle", bundle])
                #expect(run.status == .notFound)
                #expect(
                    run.error.contains(
                        "the UID \(uid) is that of Service shop/web, not of an Ingress, Gateway or route")
                        && run.error.contains("hint: use lb/\(uid)"), "\(command): \(run.error)")
            }
        }
        let other = "00000000-0000-4000-8000-00000000feed"
        let route = "management: {routes.kubelb.k8c.io: {tenant-acme/\(other): {metadata: {finalizers: null}}}}"
        try await withExample(route) { bundle in
            let run = await run(["events", "lb/\(other)", "--from-bundle", bundle])
            #expect(run.status == .notFound)
            #expect(
                run.error.contains("the UID \(other) is that of Route tenant-acme/\(other)")
                    && run.error.contains("hint: use route/\(other)"), "\(run.error)")
        }
    }

    @Test func versionTakesClient() async {
        let (client, plain) = (await run(["version", "--client"]), await run(["version"]))
        #expect(client.status == .success && client.output == plain.output, "\(client.error)")
        #expect(await run(["version", "--client", "--server"]).status == .usage)
    }

    @Test(arguments: [
        ("a=b=c", #"found "=", expected "," or the end"#), ("a>x", #""x" is not an integer"#),
        ("app=-web", #""-web" is not a valid label value"#),
    ])
    func selectorsNameTheFault(selector: String, fault: String) async {
        let run = await run(["status", "-A", "-l", selector] + Self.bundle)
        #expect(run.status == .usage)
        #expect(run.error.contains("is not a valid label selector: \(fault)"), "\(run.error)")
    }

    @Test func queriesThatSelectTooMuchAreErrors() async {
        let ranges = String(repeating: "{range $..*}", count: 6) + "x" + String(repeating: "{end}", count: 6)
        let run = await run(["config", "view", "-o", "jsonpath=\(ranges)"])
        #expect(run.status == .usage && run.output.isEmpty)
        #expect(run.error.contains("selects more than"), "\(run.error)")
    }

    @Test(arguments: [
        (["pods"], "pods is another kind"), (["198.51.100.10"], "is the address of default/nomatch"),
        (["web", "-n", "shop"], "default/web exists: use -n default"),
        (["-A", "--tenant", "dmeo"], "did you mean demo?"),
        (["svc:web"], "did you mean svc/web?"), (["service.web"], "did you mean service/web?"),
        (["svc\\web"], "did you mean svc/web?"), (["ccm"], "kubelb-ctl logs --component ccm"),
        (["kubelb-manager"], "kubelb-ctl logs --component manager"),
    ])
    func ofNamesAreTold(words: [String], hint: String) async {
        let run = await run(["status"] + words + Self.bundle)
        #expect(run.status == .notFound)
        #expect(run.error.contains(hint), "\(run.error)")
    }

    @Test(arguments: [
        (".metadata.name", "use name"), ("{.metadata.namespace}", "use namespace"),
        (".metadata.creationTimestamp", "use age, or .createdAt"), ("{.metadata.uid}", "use .uid"),
        (".status.loadBalancer.ingress[0].ip", "use address"), (".zzzzzzzz", "use a column ("),
    ]) func fieldsOfKubectlAreColumnsHere(field: String, hint: String) async {
        let run = await run(["status", "-A", "--sort-by", field] + Self.bundle)
        #expect(run.status == .usage)
        #expect(run.error.contains("hint: \(hint)"), "\(run.error)")
    }

    @Test func optionsNamesTheFormatsThatHelpHasNoRoomFor() async {
        let text = await run(["options"]).output
        for format in ["jsonpath=TEMPLATE", "custom-columns=SPEC", "junit", "html", "mermaid"] {
            #expect(text.contains(format), "\(format)")
        }
    }

    /// An unset variable in a script: the default namespace, as for kubectl.
    @Test func anEmptyNamespaceIsNone() async {
        let run = await run(["status", "-n", "", "-o", "name"] + Self.bundle)
        #expect(run.output.split(separator: "\n").count == 3, "\(run.output)")
    }

    /// Whether a Service has a class depends on the cluster.
    @Test func columnsWithoutValuesCanBeSortedBy() async {
        let run = await run(["status", "-A", "--sort-by", "class", "-o", "name"] + Self.bundle)
        #expect(run.status == .findings)
        #expect(run.error.isEmpty, "\(run.error)")
    }

    @Test func aClusterWithoutManagerHasNoTenants() async throws {
        try await withCleanupExample(
            """
            management:
              deployments.apps: {kubelb/kubelb-manager: null}
              pods: {kubelb/kubelb-manager-1: null}
              tenants.kubelb.k8c.io: {acme: null}
              loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: null}
            """
        ) { bundle in
            let run = await run(["doctor", "--all-tenants", "--from-bundle", bundle])
            #expect(run.status == .usage, "\(run.output)")
            #expect(run.error.contains("is not a KubeLB management cluster"), "\(run.error)")
        }
    }

    @Test func namesAreTakenAsTheyArePrinted() async {
        for name in ["default/unready", "default/service/unready", "svc/default/unready"] {
            let run = await run(["doctor", "--suppress", "KLC-S004=\(name)", "-q"] + Self.bundle)
            #expect(run.output.contains("1 error, ") && run.output.contains("1 suppressed"), "\(run.output)")
        }
    }
}
