import Characters
import LocalSystem

extension KubeconfigFields {
    /// Bytes of a certificate or key file that are read at most.
    static let fileLimit = 4 << 20

    /// A certificate or key, as PEM: `NAME-data` in Base64 or, where that is missing, the file that `NAME` names.
    func pem(_ key: String) throws(KubeconfigError) -> [UInt8]? {
        let dataKey = "\(key)-data"
        if let text = try string(dataKey) {
            guard let bytes = Base64.decode(text) else {
                throw error(at: dataKey, "\(dataKey) of \(owner) is not valid Base64")
            }
            if let defect = PEMDefect(bytes, isKey: key == Self.keyField) {
                throw error(at: dataKey, "\(dataKey) of \(owner) \(defect.message)", hint: defect.hint)
            }
            return bytes
        }
        guard let path = try path(key) else { return nil }
        let bytes: [UInt8]
        do throws(LocalError) {
            bytes = try FileSystem.contents(of: path, limit: Self.fileLimit)
        } catch {
            throw self.error(at: key, "\(key) of \(owner): \(error.message)")
        }
        if let defect = PEMDefect(bytes, isKey: key == Self.keyField) {
            throw error(at: key, "\(key) of \(owner): \(path) \(defect.message)", hint: defect.hint)
        }
        return bytes
    }

    /// The only field that holds a key.
    private static let keyField = "client-key"

    /// The path of a file; a relative one starts from the directory of the kubeconfig.
    func path(_ key: String) throws(KubeconfigError) -> String? {
        guard let path = try string(key) else { return nil }
        guard let directory else {
            throw error(
                at: key, "\(key) of \(owner) refers to a file, which is not available for a kubeconfig from a Secret",
                hint: "embed its contents in the kubeconfig: kubectl config view --flatten")
        }
        guard !path.utf8.contains(0) else { throw error(at: key, "\(key) of \(owner) contains a zero byte") }
        return Self.path(path, from: directory)
    }

    static func path(_ path: String, from directory: String) -> String {
        path.hasPrefix("/") || directory.isEmpty ? path : directory == "/" ? "/\(path)" : "\(directory)/\(path)"
    }
}
