import Documents

/// What is read of `metadata.managedFields`.
package enum ManagedFieldsDetail: Sendable {
    case none
    /// Who wrote when, not what.
    case times
    case all
}

/// An entry of `metadata.managedFields`: the last write of one field manager.
package struct ManagedFieldsEntry: Sendable, Hashable {
    package var time: Timestamp?
    /// The same in thousands of objects, which differ in the time alone.
    private var shared = Shared(Writer())

    fileprivate struct Writer: Sendable, Hashable {
        var manager = ""
        var operation = ""
        var subresource = ""
        var fields = Fields()
    }

    fileprivate struct Fields: Sendable, Hashable {
        var members: [String] = []
        var paths: [String] = []
        var annotations: [String] = []
    }

    package var manager: String { shared.fields.manager }
    package var operation: String { shared.fields.operation }
    /// `status` for writes of the status subresource, empty otherwise.
    package var subresource: String { shared.fields.subresource }
    /// The top-level members that it owns fields of, in their order: `metadata`, `spec`.
    package var members: [String] { shared.fields.fields.members }
    /// The members one level below, with their parents: `metadata.finalizers`, `spec.ports`.
    package var paths: [String] { shared.fields.fields.paths }

    /// The annotations that it owns.
    package var annotations: [String] { shared.fields.fields.annotations }

    /// Whether the entry owns fields of `spec`.
    package var ownsSpec: Bool { members.contains("spec") }

    init(from reader: inout JSONReader, readsFields: Bool) throws(JSONError) {
        var writer = Writer()
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "manager": writer.manager = try reader.string() ?? ""
            case "operation": writer.operation = try reader.string() ?? ""
            case "subresource": writer.subresource = try reader.string() ?? ""
            case "time": time = try reader.timestamp()
            case "fieldsV1" where readsFields:
                writer.fields = try reader.repeated(.fields) { (reader) throws(JSONError) in
                    try Fields(from: &reader)
                }
            default: try reader.skip()
            }
        }
        shared = reader.shared(writer)
    }
}

extension ManagedFieldsEntry.Fields {
    fileprivate init(from reader: inout JSONReader) throws(JSONError) {
        try reader.object { (reader, field) throws(JSONError) in
            let name = field.string
            guard name.hasPrefix("f:") else { return }
            let member = String(name.dropFirst(2))
            members.append(member)
            try reader.object { (reader, inner) throws(JSONError) in
                guard inner.string.hasPrefix("f:") else { return }
                paths.append("\(member).\(inner.string.dropFirst(2))")
                guard paths.last == "metadata.annotations" else { return }
                try reader.object { (_, annotation) throws(JSONError) in
                    if annotation.string.hasPrefix("f:") { annotations.append(String(annotation.string.dropFirst(2))) }
                }
            }
        }
    }
}

extension JSONReader {
    /// The writer as an earlier object named it, if one did.
    fileprivate mutating func shared(_ writer: ManagedFieldsEntry.Writer) -> Shared<ManagedFieldsEntry.Writer> {
        var known = notes as? [Shared<ManagedFieldsEntry.Writer>] ?? []
        notes = nil
        defer { notes = known }
        if let found = known.first(where: { $0.fields == writer }) { return found }
        let new = Shared(writer)
        if known.count < 32 { known.append(new) }
        return new
    }
}
