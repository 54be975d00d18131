import Documents

/// Strategic merge patches of the built-in kinds served here (Kubernetes, "Update API Objects in Place Using kubectl patch"):
/// lists whose items have a key are merged item by item.
enum StrategicMerge {
    static func apply(_ patch: JSONValue, to original: JSONValue) -> JSONValue {
        guard let changes = patch.object else { return patch }
        switch changes["$patch"]?.string {
        case "replace": return .object(withoutDirectives(changes))
        case "delete": return .null
        default: break
        }
        var object = original.object ?? [:]
        if let kept = changes["$retainKeys"]?.array?.compactMap(\.string) {
            for (key, _) in object.members where !kept.contains(key) { object[key] = nil }
        }
        for (key, change) in changes.members where !key.hasPrefix("$") {
            object[key] = merged(change, object[key], key)
        }
        for (key, change) in changes.members {
            if let list = directive("$deleteFromPrimitiveList/", key), let gone = change.array {
                object[list] = (object[list]?.array).map { .array($0.filter { !gone.contains($0) }) }
            }
        }
        for (key, change) in changes.members {
            if let list = directive("$setElementOrder/", key), let order = change.array, let items = object[list]?.array
            {
                object[list] = .array(sorted(items, by: order, list))
            }
        }
        return .object(object)
    }

    private static func directive(_ prefix: String, _ key: String) -> String? {
        key.hasPrefix(prefix) ? String(key.dropFirst(prefix.count)) : nil
    }

    private static func withoutDirectives(_ object: JSONObject) -> JSONObject {
        JSONObject(members: object.members.filter { !$0.key.hasPrefix("$") }.map { ($0.key, $0.value) })
    }

    /// nil where the member goes.
    private static func merged(_ change: JSONValue, _ present: JSONValue?, _ key: String) -> JSONValue? {
        switch change {
        case .null: return nil
        case .object:
            let result = apply(change, to: present ?? [:])
            return result == .null ? nil : result
        case .array(let items): return .array(list(items, present?.array ?? [], key))
        default: return change
        }
    }

    private static func list(_ changes: [JSONValue], _ present: [JSONValue], _ name: String) -> [JSONValue] {
        if name == "finalizers" { return present + changes.filter { !present.contains($0) } }
        guard let key = mergeKey(of: name, changes + present) else {
            return changes.map { $0.object.map { .object(withoutDirectives($0)) } ?? $0 }
        }
        if changes.contains(where: { $0["$patch"]?.string == "replace" && $0[key] == nil }) {
            return changes.filter { $0[key] != nil }
        }
        var items = present
        for change in changes {
            let index = items.firstIndex { $0[key] == change[key] && change[key] != nil }
            if change["$patch"]?.string == "delete" {
                if let index { items.remove(at: index) }
            } else if let index {
                items[index] = apply(change, to: items[index])
            } else {
                items.append(apply(change, to: [:]))
            }
        }
        return items
    }

    /// Those that the order names come in its order, the others stay behind them as they are.
    private static func sorted(_ items: [JSONValue], by order: [JSONValue], _ name: String) -> [JSONValue] {
        let key = mergeKey(of: name, items)
        func place(_ item: JSONValue) -> Int {
            order.firstIndex { other in
                guard let key else { return other == item }
                return other[key] == item[key]
            } ?? order.count
        }
        return items.enumerated().sorted { (place($0.element), $0.offset) < (place($1.element), $1.offset) }.map(
            \.element)
    }

    /// The `patchMergeKey` of lists (Kubernetes API reference); nil for lists that are replaced as a whole.
    private static func mergeKey(of name: String, _ items: [JSONValue]) -> String? {
        switch name {
        case "containers", "initContainers", "ephemeralContainers", "env", "volumes", "imagePullSecrets", "secrets":
            "name"
        case "ports": items.contains { $0["containerPort"] != nil } ? "containerPort" : "port"
        case "volumeMounts": "mountPath"
        case "volumeDevices": "devicePath"
        case "conditions", "addresses": items.contains { $0["type"] != nil } ? "type" : nil
        case "ownerReferences": "uid"
        case "hostAliases": "ip"
        case "taints": "key"
        case "topologySpreadConstraints": "topologyKey"
        default: nil
        }
    }
}
