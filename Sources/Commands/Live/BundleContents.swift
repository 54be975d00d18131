import Documents
import KubeLB
import Kubernetes
import Topology

/// The files of a bundle, made of what was read of a live pair.
struct BundleContents {
    let source: Source
    let raw: RawAnswers
    let toolVersion: String

    /// What a bundle is written of.
    struct Source: Sendable {
        let observation: Observation
        /// The tenant, by its name, whose part of the management cluster is kept; nil for all.
        var part: (parts: TenantParts, tenant: String)?

        /// Without what nobody asked for, as nothing about it is visible or judged from this position.
        var reads: [Input] {
            ReadKind.all.map(\.input).filter {
                observation.position != .management || observation.outcome(of: $0) != .notCollected
            }
        }
    }

    private var observation: Observation { source.observation }

    /// By path. What may be secret is left out, and `bundle.json` says where.
    func files() -> [String: [UInt8]] {
        var redactor = Redactor()
        var files: [String: [UInt8]] = [:]
        var failedReads: [String: String] = observation.sideFailures.reduce(into: [:]) {
            $0[$1.key.rawValue] = $1.value
        }
        let answers = raw.takeLists()
        for input in source.reads where observation.sideFailures[input.side] == nil {
            let path = "\(input).json"
            switch list(input, answers[input], &redactor, path) {
            case .success(let document): files[path] = document.encoded(pretty: true)
            case .failure(let failure): failedReads[path] = failure.reason
            }
        }
        for (path, bytes) in raw.takeDocuments() {
            files[path] = redactor.redact(bytes, path: path)
        }
        let evidence =
            observation.metrics.map { ($0.key.file, $0.value.unknown) }
            + observation.logs.map { ($0.key.path, $0.value.unknown) }
        for (path, reason) in evidence where files[path] == nil {
            switch reason {
            case .forbidden: failedReads[path] = BundleManifest.forbidden
            case .failed(let reason): failedReads[path] = reason
            case .notCollected, nil: break
            }
        }
        for side in ClusterSide.allCases {
            if let access = observation.access[side]?.value {
                let path = "\(side.rawValue)/access.json"
                files[path] = redactor.redact(access.document, path: path).encoded(pretty: true)
            }
        }
        let manifest = manifest(failedReads, redactor)
        files["bundle.json"] = redactor.redact(manifest, path: "bundle.json").encoded(pretty: true)
        return files
    }

    private struct Unread: Error {
        let reason: String
    }

    /// The list, or the `Status` that says why there is none.
    private func list(
        _ input: Input, _ answers: RawAnswers.Answers?, _ redactor: inout Redactor, _ path: String
    ) -> Result<JSONValue, Unread> {
        let outcome = observation.outcome(of: input)
        guard let answers, let list = self.list(answers, of: input, isWhole: outcome == nil) else {
            switch outcome {
            case .forbidden(let right): return .success(Self.status(403, "Forbidden", "forbidden: needs \(right)"))
            case .failed(let reason): return .failure(Unread(reason: reason))
            case .notCollected: return .failure(Unread(reason: "not collected"))
            case nil: return .success(Self.status(404, "NotFound", "the server does not serve \(input.name)"))
            }
        }
        return .success(redactor.redact(list, path: path))
    }

    /// All pages as one List. One that is not whole keeps a `continue` token, so that nobody takes it for the end.
    private func list(_ answers: RawAnswers.Answers, of input: Input, isWhole: Bool) -> JSONValue? {
        var result: JSONObject?
        var items: [JSONValue] = []
        var known: Set<String> = []
        // Two lists may hold the same object.
        func add(_ object: JSONValue) {
            let metadata = object["metadata"]
            let namespace = metadata?["namespace"]?.string ?? ""
            if let part = source.part, part.parts.leavesOut(input, in: namespace, of: part.tenant) { return }
            guard let name = metadata?["name"]?.string else { return items.append(object) }
            if known.insert("\(namespace)/\(name)").inserted { items.append(object) }
        }
        for page in answers.pages {
            guard let page = try? JSONValue(parsing: page).object else { continue }
            page["items"]?.array?.forEach(add)
            if result == nil { result = page }
        }
        for object in answers.objects {
            guard let object = try? JSONValue(parsing: object) else { continue }
            add(object)
        }
        var list = result ?? ["kind": "List", "apiVersion": "v1", "metadata": .object(JSONObject())]
        var metadata = list["metadata"]?.object ?? JSONObject()
        metadata["remainingItemCount"] = nil
        metadata["continue"] = isWhole ? nil : "incomplete"
        list["metadata"] = .object(metadata)
        list["items"] = .array(items)
        return answers.pages.isEmpty && answers.objects.isEmpty ? nil : .object(list)
    }

    private static func status(_ code: Int, _ reason: String, _ message: String) -> JSONValue {
        [
            "kind": "Status", "apiVersion": "v1", "status": "Failure", "message": .string(message),
            "reason": .string(reason), "code": .number(JSONNumber(code)),
        ]
    }

    private func manifest(_ failedReads: [String: String], _ redactor: Redactor) -> JSONValue {
        let topology = Topology(observation)
        var manifest: JSONObject = [
            "apiVersion": .string(BundleManifest.apiVersion), "kind": "Bundle",
            "tool": ["version": .string(toolVersion)], "takenAt": .string("\(observation.now)"),
        ]
        if let tenant = observation.requestedTenant ?? topology.tenant.value?.name {
            manifest["tenant"] = .string(tenant)
        }
        if observation.position == .management { manifest["position"] = .string(observation.position.name) }
        manifest["redacted"] = true
        manifest["redactions"] = redactor.document
        manifest["failedReads"] = .object(
            JSONObject(members: failedReads.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
        return .object(manifest)
    }
}
