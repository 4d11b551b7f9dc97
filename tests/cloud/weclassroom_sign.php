<?php
// signMsg of weclassroom.md, appendix 1: the document's own sample code, as an independent signer for the self test.
// stdin: one JSON line each: {"data": parameters, "key": secret, "spoil": what to break}; stdout: the signMsg.
function getSignMsg($data,$key,$spoil) {
$iv = random_bytes(16);
$cipher = 'AES-256-CBC';
$plain = serialize($data);
if ($spoil === 'length') $plain = preg_replace('/s:(\d+):/', 's:9$1:', $plain, 1);
if ($spoil === 'tail') $plain .= 'x';
if ($spoil === 'json') $plain = json_encode($data);
if ($spoil === 'object') $plain = serialize((object)$data);
if (strncmp($spoil, 'raw:', 4) === 0) $plain = substr($spoil, 4);
$value = openssl_encrypt($plain, $cipher, $key,0,$iv);
$mac = hash_hmac('sha256',($iv = base64_encode($iv)).$value, $key);
if ($spoil === 'mac') $mac = str_repeat('0', 64);
if ($spoil === 'upper') $mac = strtoupper($mac);
if ($spoil === 'value') $value = base64_encode(random_bytes(32));
if ($spoil === 'base') return base64_encode(json_encode(['base' => $iv, 'value' => $value, 'mac' => $mac]));
$json = json_encode(compact('iv', 'value', 'mac'));
return base64_encode($json);
}
while (($line = fgets(STDIN)) !== false) {
    $in = json_decode($line, true);
    echo getSignMsg($in['data'], $in['key'], $in['spoil'] ?? ''), "\n";
    flush();
}
