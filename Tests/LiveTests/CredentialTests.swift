#if Sandbox
    import APIServer
    import Commands
    import Documents
    import FoundationEssentials
    import Kubernetes
    import Sandbox
    import Testing

    /// Credentials of every kind lead to the clusters, and none of them leaves the tool.
    @Suite(.serialized)
    struct CredentialTests {
        /// A kubeconfig for the tenant side of a pair with this user entry, in JSON, which is YAML as well.
        private static func kubeconfig(
            _ pair: ServedPair, user: JSONValue, cluster settings: JSONObject = [:], in directory: String
        ) throws -> String {
            var cluster: JSONObject = ["server": .string(pair.url(of: .tenant))]
            if settings["insecure-skip-tls-verify"] == nil {
                cluster["certificate-authority-data"] = .string(
                    Base64.encode(Array(pair.authorityPEM(of: .tenant).utf8)))
            }
            for (key, value) in settings.members { cluster[key] = value }
            let document: JSONValue = [
                "apiVersion": "v1", "kind": "Config", "current-context": "own",
                "clusters": [["name": "own", "cluster": .object(cluster)]],
                "users": [["name": "own", "user": user]],
                "contexts": [["name": "own", "context": ["cluster": "own", "user": "own"]]],
            ]
            let path = directory + "/config"
            try Data(document.encoded()).write(to: URL(filePath: path))
            return path
        }

        /// Runs `doctor` as that user, the management side by the served kubeconfig.
        private func doctor(
            _ pair: ServedPair, user: JSONValue, cluster: JSONObject = [:], _ words: String...
        ) async throws -> Run {
            try await withTemporaryDirectory { directory in
                let path = try Self.kubeconfig(pair, user: user, cluster: cluster, in: directory)
                return await LiveTests.run(
                    ["doctor", "-o", "json", "--kubeconfig", path] + words + [
                        "--management-kubeconfig", pair.kubeconfigPath, "--management-context", "sandbox-management",
                    ], variables: ["PATH": "/usr/bin:/bin"])
            }
        }

        private static func plugin(_ script: String, hint: String? = nil) -> JSONValue {
            var exec: JSONObject = [
                "apiVersion": "client.authentication.k8s.io/v1", "command": "sh", "args": ["-c", .string(script)],
                "interactiveMode": "Never",
            ]
            exec["installHint"] = hint.map { .string($0) }
            return ["exec": .object(exec)]
        }

        private func reader(_ pair: ServedPair) throws -> String {
            try pair.addIdentity(
                Identity(
                    name: "own", user: "own",
                    rules: [AccessRule(verbs: ["get", "list"], groups: ["*"], resources: ["*"])]), to: .tenant)
        }

        @Test func `a token, a file with it and a plugin that prints it`() async throws {
            try await withExample { pair in
                let token = try reader(pair)
                let credential =
                    #"{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"\#(token)"}}"#
                let file = pair.directory + "/token"
                try Data(token.utf8).write(to: URL(filePath: file))
                let users: [JSONValue] = [
                    ["token": .string(token)], ["tokenFile": .string(file)], Self.plugin("echo '\(credential)'"),
                ]
                for user in users {
                    let run = try await doctor(pair, user: user)
                    #expect(run.status == .success, "\(run.output)\(run.error)")
                    #expect(!(run.output + run.error).contains(token))
                }
            }
        }

        @Test func `a server with another name, and one that is not checked`() async throws {
            try await withExample(faults: [.tenant: [ServedFault(.wrongName)]]) { pair in
                let user: JSONValue = ["token": .string(try reader(pair))]
                let named = try await doctor(
                    pair, user: user, cluster: ["tls-server-name": "other.example"])
                #expect(named.status == .success, "\(named.output)")
                let unchecked = try await doctor(pair, user: user, cluster: ["insecure-skip-tls-verify": true])
                #expect(FoundFact.all(in: unchecked.report).map(\.code) == ["KLC-A007"], "\(unchecked.output)")
            }
        }

        @Test(
            arguments: [
                ("echo please log in >&2; exit 7", "please log in"), ("echo rubbish", "not a JSON object"),
                ("exec sleep 60", "sh"),
            ])
        func `a plugin that fails is named, and the other side is diagnosed`(script: String, says: String) async throws
        {
            try await withExample { pair in
                let run = try await doctor(
                    pair, user: Self.plugin(script, hint: "install the plugin"), "--request-timeout", "2s")
                #expect(run.status == .undetermined)
                let finding = (run.report["findings"]?.array ?? []).first { $0["code"]?.string == "KLC-A003" }
                #expect(finding?["message"]?.string?.contains(says) == true, "\(run.output)")
                #expect(run.report["clusters"]?["management"]?["version"]?.string?.hasPrefix("v") == true)
            }
        }

        @Test func `a plugin that is not installed comes with its hint`() async throws {
            try await withExample { pair in
                let user: JSONValue = [
                    "exec": [
                        "apiVersion": "client.authentication.k8s.io/v1", "command": "no-such-plugin",
                        "interactiveMode": "Never", "installHint": "install it from example.com",
                    ]
                ]
                let run = try await doctor(pair, user: user)
                #expect(run.status == .undetermined)
                #expect(run.output.contains("no-such-plugin"))
                #expect(run.output.contains("install it from example.com"))
            }
        }

        /// Tokens and keys of the served kubeconfig, and as the Secrets of both clusters hold them.
        private func secrets(_ pair: ServedPair) throws -> [String] {
            let text = String(decoding: try Data(contentsOf: URL(filePath: pair.kubeconfigPath)), as: UTF8.self)
            return text.split(separator: "\n").compactMap { line in
                guard let colon = line.firstIndex(of: ":"), line.contains("token:") || line.contains("client-key-data:")
                else { return nil }
                return line[line.index(after: colon)...].filter { !" \"'".contains($0) }
            }
        }

        @Test func `no token and no key is in any output or bundle`() async throws {
            try await withExample { pair in
                let secrets = try secrets(pair)
                try #require(secrets.count >= 8 && secrets.allSatisfy { $0.count > 20 })
                try await withTemporaryDirectory { directory in
                    var texts: [String] = []
                    for management in ["sandbox-management", "sandbox-management-ccm", nil] {
                        let bundle = directory + "/\(management ?? "none")"
                        for words in [
                            ["doctor"], ["doctor", "-o", "json"], ["status", "-A", "-o", "yaml"], ["collect", bundle],
                        ] {
                            let run = await pair.run(words, management: management)
                            texts.append(run.output + run.error)
                        }
                        for file in try FileManager.default.subpathsOfDirectory(atPath: bundle) {
                            if let data = try? Data(contentsOf: URL(filePath: bundle + "/" + file)) {
                                texts.append(String(decoding: data, as: UTF8.self))
                            }
                        }
                    }
                    pair.setFaults([ServedFault(.unauthorized)], of: .management)
                    texts.append(await pair.run(["doctor", "-o", "json"]).output)
                    for text in texts {
                        for secret in secrets { #expect(!text.contains(secret)) }
                    }
                }
            }
        }

        @Test func `a name that is not there is answered with near ones`() async throws {
            try await withExample { pair in
                let run = await pair.run(["status", "svc/wbe", "-n", "shop"])
                #expect(run.status == .notFound)
                #expect(run.error.contains("did you mean shop/web?"), "\(run.error)")
            }
        }
    }
#endif
