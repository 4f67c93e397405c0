import * as tf from '@tensorflow/tfjs-core';

/** How tfjs writes down an object: the name of its class, and what its constructor takes. */
export interface SerializedObject {
  readonly className: string;
  readonly config: tf.serialization.ConfigDict;
}

/** An object as tfjs writes it down. */
export function serialize(object: tf.serialization.Serializable): SerializedObject {
  return {className: object.getClassName(), config: object.getConfig()};
}

/**
 * The object that was written down, made anew by the class of that name.
 *
 * @param role what it is, for the error: `access`
 * @throws Error if no class of that name is registered with `tf.serialization.registerClass`
 */
export function deserialize<T extends tf.serialization.Serializable>(
  role: string,
  {className, config}: SerializedObject,
  customObjects: tf.serialization.ConfigDict = {},
): T {
  const registered = tf.serialization.SerializationMap.getMap().classNameMap;
  const entry = (customObjects[className] ?? registered[className]) as
    | [tf.serialization.SerializableConstructor<T>, tf.serialization.FromConfigMethod<T>]
    | undefined;
  if (entry === undefined) {
    throw new Error(
      `${role}: no class named "${className}" is known; import the module that defines it, or register it with ` +
        'tf.serialization.registerClass, before loading',
    );
  }
  const [cls, fromConfig] = entry;
  return fromConfig(cls, config);
}
