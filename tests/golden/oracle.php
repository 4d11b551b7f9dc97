<?php
// PHP itself, asked by tests/golden (oracle.cc): php oracle.php PRIMITIVE. stdin: a case a line, its fields in hex with
// a blank between them ("-" is an empty field). stdout: PHP's version, then a line for each case: the answer, in hex.

// --- From cvclass.txt 5.1, to the letter, but for the quote that unset($postData['key]) lacks there. ---
/**
 * 获取token
 * @param $postData   Post 提交参数
 * @param $app_id        app_id  企业app_id值
 * @param $secretkey
 * @return string
 */
function getToken($postData,$app_id,$secretkey){
// 剔除此3项，不进行字符串生成
    unset($postData['token']);
unset($postData['app_id']);
unset($postData['key']);
    // 将Post 提交参数 生成一个字符串
    $bodyStr = $postData?getBodyStr($postData):'';
    // 生成规则 md5(企业app_id + bodyStr字符串 + 企业随机字符串);
    return md5(md5($app_id.$bodyStr).md5($secretkey));
}
/**
 * [将对应不规则数组转成一个字符串]
 * @param  [type] $data [Post 提交参数]
 * @param  [type] $str  [description]
 * @return [type]       [description]
 */
function getBodyStr($data, $str = '') {
    // 对数据键值进行排序
    ksort($data);
    foreach ($data as $key => $value) {
        if (is_array($value)) {
            if ($value) {
                $str .= $key;
                $str = getBodyStr($value, $str);
            }
        } else {
            if (($value || $value === 0 || $value === '0') && $value !== null && $value !== false && $value !== true) {
                $str .= $key . $value;
            }
        }
    }
    return $str;
}

// --- From cvclass.txt 4.1, to the letter. ---
class passencrypt{
/**
* 加密前填充补位
*
*/
public function zeroPad($text, $blocksize) {
if (strlen($text) % $blocksize === 0) {
return $text;
}
$pad = $blocksize - (strlen($text) % $blocksize);
$str = str_pad($text,strlen($text)+$pad ,chr(0)) ;
return $str;
}
/**
* 加密
*
*/
public function getencrypt($str, $app_id) {
$str = $this->zeroPad($str, 16);
$str = openssl_encrypt($str, "AES-128-ECB", $app_id, OPENSSL_RAW_DATA | OPENSSL_NO_PADDING);
$str = bin2hex($str);
return $str;
}
}

// --- From weclassroom.md, appendix 1, to the letter, but for the IV, which is given where random_bytes(16) stands. ---
function getSignMsg($data,$key,$iv) { //生成 signMsg 函数
$cipher = 'AES-256-CBC';
$value = openssl_encrypt(serialize($data), $cipher, $key,0,$iv);
$mac = hash_hmac('sha256',($iv = base64_encode($iv)).$value, $key);
$json = json_encode(compact('iv', 'value', 'mac'));
return base64_encode($json);
}

// --- Ours: a value as one line, the same that dump() in tree.cc writes. ---
function dump($value) {
    if ($value === null) return 'n';
    if (is_bool($value)) return $value ? 't' : 'f';
    if (is_int($value)) return 'i' . $value;
    if (is_float($value)) return 'd' . bin2hex(pack('E', $value));
    if (is_string($value)) return 's' . bin2hex($value);
    if ($GLOBALS['lists'] && is_array($value)) return '[' . implode(',', array_map('dump', $value)) . ']';
    $members = [];
    foreach ($value as $key => $member) $members[] = bin2hex((string)$key) . ':' . dump($member);
    return '{' . implode(',', $members) . '}';
}
// Forms know arrays only; JSON tells lists from objects (which json_decode makes stdClass).
$lists = false;

function post($body) {
    parse_str($body, $post);
    return $post;
}

$primitives = [
    'parse_str' => fn($body) => dump(post($body)),
    'serialize' => fn($tree) => serialize(unserialize($tree)),
    'http_build_query' => fn($tree) => http_build_query(unserialize($tree)),
    'get_token' => fn($body, $app_id, $secret) => getToken(post($body), $app_id, $secret),
    // A whole request: its own token, and the one that PHP finds for it.
    'check_token' => function ($body, $app_id, $secret) {
        $post = post($body);
        return ($post['token'] ?? 'none') . ' ' . getToken($post, $app_id, $secret);
    },
    'ksort' => function (...$keys) {
        $array = array_fill_keys($keys, 0);
        ksort($array);
        return implode(',', array_map('bin2hex', array_map('strval', array_keys($array))));
    },
    'texts' => fn($text) => implode(' ', [urlencode($text), md5($text), base64_encode($text), bin2hex($text)]),
    // weclassroom's far side, from 附录 1 read backwards: what signMsg holds, if it is what that code writes.
    'sign_msg' => function ($message, $key) {
        $json = base64_decode($message, true);
        $map = json_decode($json, true);
        extract($map);
        if (json_encode(compact('iv', 'value', 'mac')) !== $json) return 'not the JSON that PHP writes';
        if (strlen(base64_decode($iv, true)) !== 16) return 'iv';
        if ($mac !== hash_hmac('sha256', $iv . $value, $key)) return 'mac';
        return openssl_decrypt($value, 'AES-256-CBC', $key, 0, base64_decode($iv));
    },
    'hashes' => fn($text) => md5($text) . ' ' . sha1($text),
    // A whole request to weclassroom: who it is from, whether the document's code signs so, and what was signed.
    'signed_form' => function ($body, $key) {
        $post = post($body);
        $map = json_decode(base64_decode($post['signMsg']), true);
        $iv = base64_decode($map['iv']);
        $data = unserialize(openssl_decrypt($map['value'], 'AES-256-CBC', $key, 0, $iv));
        $is_same = strlen($iv) === 16 && getSignMsg($data, $key, $iv) === $post['signMsg'];
        unset($post['signMsg']);
        return http_build_query($post) . ($is_same ? ' ' : ' but the document signs otherwise: ') . serialize($data);
    },
    'aes' => fn($text, $key) => (new passencrypt())->getencrypt($text, $key),
    // An entry URL: what PHP's $_GET holds of it, and the auth of 1.3.1 that belongs to it.
    'entry' => function ($url, $key) {
        parse_str(parse_url($url, PHP_URL_QUERY), $get);
        return dump($get) . ' ' . md5($key . $get['ts'] . $get['serial'] . $get['usertype']);
    },
    'json_decode' => function ($text, $depth) {
        $GLOBALS['lists'] = true;
        $value = json_decode($text, false, (int)$depth);
        return json_last_error() === JSON_ERROR_NONE ? dump($value) : 'error ' . json_last_error_msg();
    },
];

error_reporting(E_ALL);
set_error_handler(function ($number, $message) {
    // A key of another length than 16 is what the document's code gives openssl_encrypt.
    fwrite(STDERR, "php: $message\n");
    return true;
});
$primitive = $primitives[$argv[1]];
echo PHP_VERSION, "\n";
while (($line = fgets(STDIN)) !== false) {
    $fields = array_map(fn($f) => $f === '-' ? '' : hex2bin($f), explode(' ', rtrim($line, "\n")));
    echo bin2hex($primitive(...$fields)), "\n";
}
