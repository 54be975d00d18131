import Documents
import KubeLB
import Kubernetes

/// A plan that does not say what a plan has to say.
package struct CleanupPlanError: Error, Sendable, Hashable {
    package let message: String
}

extension CleanupPlan {
    package static let apiVersion = "kubelb-ctl/v1"
    package static let kind = "CleanupPlan"

    /// The members of the JSON form that are about the clean-up.
    package var members: JSONObject {
        [
            "tenantNamespace": Self.string(tenantNamespace),
            "clusterUIDs": .object(
                JSONObject(members: ClusterSide.allCases.map { ($0.rawValue, Self.string(clusters[$0])) })),
            "options": [
                "includeReplaced": .bool(options.includesReplaced),
                "includeGateways": .bool(options.includesGateways), "maxDeletes": Self.integer(options.maxDeletes),
            ],
            "counts": counts.map(document) ?? .null,
            "candidates": .array(candidates.map(Self.document)),
            "refusals": .array(
                refusals.map {
                    [
                        "kind": .string($0.kind.rawValue), "message": .string($0.message), "hint": Self.string($0.hint),
                    ]
                }),
            "notLookedFor": .array(
                unjudged.map {
                    [
                        "what": .string($0.what), "input": .string("\($0.input)"), "reason": .string("\($0.reason)"),
                    ]
                }),
        ]
    }

    private func document(_ counts: Counts) -> JSONValue {
        [
            "loadBalancers": Self.integer(counts.loadBalancers), "live": Self.integer(counts.live),
            "deleting": Self.integer(counts.deleting), "routes": Self.integer(counts.routes),
            "delete": Self.integer(count(.delete)),
            "review": Self.integer(count(.review)), "keep": Self.integer(count(.keep)),
        ]
    }

    private static func document(_ candidate: CleanupCandidate) -> JSONValue {
        let object = candidate.object
        return [
            "verdict": .string(candidate.verdict.rawValue), "code": .string("KLC-" + candidate.code),
            "object": [
                "cluster": .string(object.side.rawValue), "kind": .string(object.kind),
                "namespace": .string(object.namespace), "name": .string(object.name), "uid": .string(object.uid),
                "resourceVersion": .string(object.resourceVersion),
            ],
            "originKind": .string(candidate.originKind), "origin": string(candidate.origin),
            "originUID": string(candidate.originUID),
            "serviceUID": string(candidate.originKind == Service.kind ? candidate.originUID : nil),
            "reason": .string(candidate.reason),
            "addresses": .array(candidate.addresses.map { .string($0) }),
            "ports": .array(candidate.ports.map { .string($0) }),
            "creationTimestamp": string(candidate.created?.description),
        ]
    }

    private static func string(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }

    private static func integer(_ number: Int) -> JSONValue { .number(JSONNumber(number)) }
}

extension CleanupPlan {
    /// Reads the JSON form, as `--plan-out` and `-o json` write it. Every field that a deletion rests on has to be there.
    package init(document: JSONValue) throws(CleanupPlanError) {
        guard document["kind"]?.string == Self.kind, document["apiVersion"]?.string == Self.apiVersion else {
            throw CleanupPlanError(message: "it is not a \(Self.kind) of \(Self.apiVersion)")
        }
        guard let time = document["generatedAt"]?.string.flatMap(Timestamp.init) else {
            throw CleanupPlanError(message: "generatedAt is missing or not a valid time")
        }
        self.init(generatedAt: time)
        tenantNamespace = document["tenantNamespace"]?.string
        for side in ClusterSide.allCases { clusters[side] = document["clusterUIDs"]?[side.rawValue]?.string }
        guard let includesReplaced = document["options"]?["includeReplaced"]?.bool,
            let maxDeletes = document["options"]?["maxDeletes"]?.int
        else { throw CleanupPlanError(message: "options are missing") }
        options = CleanupOptions(
            includesReplaced: includesReplaced,
            includesGateways: document["options"]?["includeGateways"]?.bool ?? false, maxDeletes: maxDeletes)
        guard let refused = document["refusals"]?.array, let items = document["candidates"]?.array else {
            throw CleanupPlanError(message: "refusals or candidates are missing")
        }
        for refusal in refused {
            guard let kind = refusal["kind"]?.string.flatMap(CleanupRefusal.Kind.init) else {
                throw CleanupPlanError(message: "a refusal has an unknown kind")
            }
            refusals.append(
                CleanupRefusal(kind, refusal["message"]?.string ?? "", hint: refusal["hint"]?.string))
        }
        for (index, item) in items.enumerated() { candidates.append(try Self.candidate(item, index)) }
    }

    private static func candidate(_ item: JSONValue, _ index: Int) throws(CleanupPlanError) -> CleanupCandidate {
        func field(_ name: String, of value: JSONValue?) throws(CleanupPlanError) -> String {
            guard let text = value?[name]?.string else {
                throw CleanupPlanError(message: "candidates[\(index)]: \(name) is missing")
            }
            return text
        }
        let place = item["object"]
        guard let verdict = CleanupCandidate.Verdict(rawValue: try field("verdict", of: item)),
            let side = ClusterSide(rawValue: try field("cluster", of: place))
        else { throw CleanupPlanError(message: "candidates[\(index)]: unknown verdict or cluster") }
        let code = try field("code", of: item)
        let object = CleanupObject(
            side: side, kind: try field("kind", of: place), namespace: try field("namespace", of: place),
            name: try field("name", of: place), uid: try field("uid", of: place),
            resourceVersion: try field("resourceVersion", of: place))
        if verdict == .delete, CleanupObject.deletable[object.kind] == nil || side != .management {
            throw CleanupPlanError(message: "candidates[\(index)]: a \(object.kind) is never deleted")
        }
        var candidate = CleanupCandidate(
            verdict, code.hasPrefix("KLC-") ? String(code.dropFirst(4)) : code, object,
            originKind: item["originKind"]?.string ?? Service.kind, origin: item["origin"]?.string,
            originUID: (item["originUID"] ?? item["serviceUID"])?.string, reason: try field("reason", of: item))
        candidate.addresses = (item["addresses"]?.array ?? []).compactMap(\.string)
        candidate.ports = (item["ports"]?.array ?? []).compactMap(\.string)
        candidate.created = item["creationTimestamp"]?.string.flatMap(Timestamp.init)
        return candidate
    }
}

extension CleanupPlan {
    /// How this plan, made earlier, agrees with one made now.
    package struct Agreement: Sendable, Hashable {
        /// Deletions of the earlier plan that are still due, as they stand now.
        package var due: [CleanupCandidate] = []
        /// What the earlier plan deletes and the later one does not, or not in that state: object and difference.
        package var differences: [String] = []
        /// What is gone, or going, already.
        package var gone: [String] = []
    }

    /// `isGone` says of an object that is no candidate any more that it does not exist, or is being deleted.
    package func agreement(with now: CleanupPlan, isGone: (CleanupObject) -> Bool) -> Agreement {
        var agreement = Agreement()
        if tenantNamespace != now.tenantNamespace {
            agreement.differences.append(
                "the tenant is \(now.tenantNamespace ?? "unknown"), not \(tenantNamespace ?? "unknown")")
        }
        for side in ClusterSide.allCases where clusters[side] != now.clusters[side] {
            agreement.differences.append(
                "the \(side.rawValue) cluster is a different one, or could be identified only once")
        }
        for candidate in candidates where candidate.verdict == .delete {
            let object = candidate.object
            guard let current = now.candidates.first(where: { $0.object.isSame(as: object) }) else {
                if isGone(object) {
                    agreement.gone.append(object.reference)
                } else {
                    agreement.differences.append("\(object.reference) is no longer orphaned, or was recreated")
                }
                continue
            }
            if current.object.resourceVersion != object.resourceVersion {
                agreement.differences.append("\(object.reference) has changed since")
            } else if current.verdict != .delete || current.code != candidate.code {
                agreement.differences.append("\(object.reference): \(current.reason)")
            } else {
                agreement.due.append(current)
            }
        }
        return agreement
    }
}
