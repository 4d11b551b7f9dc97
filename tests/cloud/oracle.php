<?php
// The token of cvclass.txt 5.1, the document's own sample code with its missing quote mended (unset of 'key').
// stdin: one JSON line each: {"body": form, "app_id": .., "secret": ..}; stdout: the token of what $_POST would hold.
function getToken($postData,$app_id,$secretkey){
    unset($postData['token']);
unset($postData['app_id']);
unset($postData['key']);
    $bodyStr = $postData?getBodyStr($postData):'';
    return md5(md5($app_id.$bodyStr).md5($secretkey));
}
function getBodyStr($data, $str = '') {
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
while (($line = fgets(STDIN)) !== false) {
    $in = json_decode($line, true);
    parse_str($in['body'], $post);
    echo getToken($post, $in['app_id'], $in['secret']), "\n";
    flush();
}
